#include "reports/run_heading.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

#include "harness/messages/shard_note.hpp"
#include "reports/iso_time.hpp"
#include "reports/scenario_text.hpp"

namespace ordeal::reports {
namespace {

std::string in_words(const messages::Product& product) {
  return product.version ? product.name + " " + *product.version : product.name;
}

std::string in_words(const messages::Ci& pipeline) {
  return pipeline.name + (pipeline.build_number ? " " + *pipeline.build_number : "") +
         (pipeline.url ? ", " + *pipeline.url : "");
}

// What each of the runs says, without repeating itself: "cpu, sim".
template <class Text>
std::string each(const RunFacts& facts, const Text& text_of) {
  std::vector<std::string> texts;
  for (const auto& run : facts.settings) {
    std::string text = text_of(run);
    if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  return boost::algorithm::join(texts, ", ");
}

}  // namespace

void RunHeading::on(const messages::Envelope& envelope) {
  time_.on(envelope);
  if (const auto* meta = std::get_if<messages::Meta>(&envelope)) meta_ = *meta;
  if (const auto note = messages::shard_note_in(envelope)) {
    shards_ += (shards_.empty() ? "" : ", ") + std::to_string(note->shard) + "/" + std::to_string(note->of);
  }
}

std::vector<std::pair<std::string, std::string>> RunHeading::lines(const RunFacts& facts) const {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto add = [&](const char* name, std::string text) {
    if (!text.empty()) lines.emplace_back(name, std::move(text));
  };
  using messages::SettingsNote;
  add("arm", each(facts, [](const SettingsNote& run) { return run.arm; }));
  add("clock", each(facts, [](const SettingsNote& run) { return run.clock; }));
  add("seed", each(facts, [](const SettingsNote& run) { return std::to_string(run.seed); }));
  add("repeat", each(facts, [](const SettingsNote& run) {
        return run.repetitions > 1 ? std::to_string(run.repetitions) + " times" : "";
      }));
  add("shard", shards_);
  add("began", time_.started() ? iso_time(*time_.started()) : "");
  add("took", time_.started() ? duration_text(time_.elapsed()) : "");
  const bool has_versions = !meta_.implementation.name.empty();
  add("versions",
      has_versions ? in_words(meta_.implementation) + ", messages " + meta_.protocol_version : "");
  const bool has_machine = !meta_.os.name.empty();
  add("on", has_machine ? in_words(meta_.os) + ", " + in_words(meta_.cpu) : "");
  add("in", meta_.ci ? in_words(*meta_.ci) : "");
  return lines;
}

}  // namespace ordeal::reports
