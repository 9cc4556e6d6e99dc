#include "harness/messages/verdict.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <utility>

namespace ordeal::messages {
namespace {

using boost::json::array;
using boost::json::object;
using std::chrono::milliseconds;

constexpr std::pair<Outcome, std::string_view> outcomes[] = {
    {Outcome::passed, "passed"},           {Outcome::failed, "failed"},
    {Outcome::invalid, "invalid"},         {Outcome::not_healed, "not healed"},
    {Outcome::interrupted, "interrupted"}, {Outcome::not_started, "not started"}};

void put(object& into, std::string_view name, const std::optional<milliseconds>& duration) {
  if (duration) into.emplace(name, duration->count());
}

object write(const FaultVerdict& fault) {
  object written{{"name", fault.name}, {"landed", fault.landed}, {"evidence", fault.evidence}};
  put(written, "landed_after_ms", fault.landed_after);
  return written;
}

std::optional<milliseconds> duration_of(const object& from, std::string_view name) {
  const auto* found = from.if_contains(name);
  if (found == nullptr) return std::nullopt;
  return milliseconds(found->to_number<std::int64_t>());
}

std::string text_of(const object& from, std::string_view name) {
  return boost::json::value_to<std::string>(from.at(name));
}

FaultVerdict read_fault(const object& from) {
  return {text_of(from, "name"), from.at("landed").as_bool(), text_of(from, "evidence"),
          duration_of(from, "landed_after_ms")};
}

Outcome read_outcome(std::string_view text) {
  for (const auto& [outcome, name] : outcomes) {
    if (name == text) return outcome;
  }
  throw std::invalid_argument("verdict is \"" + std::string(text) + "\"");
}

Verdict read(const object& from) {
  Verdict verdict;
  verdict.scenario = text_of(from, "scenario");
  for (const auto& fault : from.at("faults").as_array()) {
    verdict.faults.push_back(read_fault(fault.as_object()));
  }
  verdict.handled = from.at("handled").as_bool();
  verdict.handled_after = duration_of(from, "handled_ms");
  verdict.detected_after = duration_of(from, "detected_ms");
  verdict.healed = from.at("healed").as_bool();
  verdict.healed_after = duration_of(from, "healed_ms");
  verdict.left_over = boost::json::value_to<std::vector<std::string>>(from.at("left_over"));
  verdict.outcome = read_outcome(text_of(from, "verdict"));
  if (from.contains("broken")) verdict.broken = text_of(from, "broken");
  if (from.contains("machine")) verdict.machine = text_of(from, "machine");
  if (from.contains("folder")) verdict.folder = text_of(from, "folder");
  if (from.contains("rerun")) verdict.rerun = text_of(from, "rerun");
  return verdict;
}

}  // namespace

std::string_view to_string(Outcome wanted) {
  for (const auto& [outcome, name] : outcomes) {
    if (outcome == wanted) return name;
  }
  return "failed";
}

std::string to_json_text(const Verdict& verdict) {
  array faults;
  for (const auto& fault : verdict.faults) faults.push_back(write(fault));
  object written{{"scenario", verdict.scenario}, {"faults", faults}, {"handled", verdict.handled}};
  put(written, "handled_ms", verdict.handled_after);
  put(written, "detected_ms", verdict.detected_after);
  written.emplace("healed", verdict.healed);
  put(written, "healed_ms", verdict.healed_after);
  written.emplace("left_over", array(verdict.left_over.begin(), verdict.left_over.end()));
  written.emplace("verdict", to_string(verdict.outcome));
  if (!verdict.broken.empty()) written.emplace("broken", verdict.broken);
  if (!verdict.machine.empty()) written.emplace("machine", verdict.machine);
  if (!verdict.folder.empty()) written.emplace("folder", verdict.folder);
  if (!verdict.rerun.empty()) written.emplace("rerun", verdict.rerun);
  return boost::json::serialize(written);
}

boost::system::result<Verdict, std::string> verdict_from_json_text(std::string_view text) {
  try {
    return read(boost::json::parse(text).as_object());
  } catch (const std::exception& error) {  // Boost.JSON's accessors throw several kinds
    return {boost::system::in_place_error, "not a verdict: " + std::string(error.what())};
  }
}

Attachment to_attachment(const Verdict& verdict, std::string test_case_started_id, Timestamp timestamp,
                         std::optional<std::string> test_step_id) {
  Attachment attachment;
  attachment.body = to_json_text(verdict);
  attachment.media_type = verdict_media_type;
  attachment.file_name = "verdict.json";
  attachment.test_case_started_id = std::move(test_case_started_id);
  attachment.test_step_id = std::move(test_step_id);
  attachment.timestamp = timestamp;
  return attachment;
}

}  // namespace ordeal::messages
