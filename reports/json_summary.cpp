#include "reports/json_summary.hpp"

#include "harness/messages/note.hpp"
#include "reports/iso_time.hpp"
#include "reports/json_object.hpp"

namespace ordeal::reports {
namespace {

constexpr int version = 1;

std::int64_t milliseconds(messages::Duration duration) {
  return std::chrono::floor<std::chrono::milliseconds>(duration).count();
}

std::string json_of(const Scenario& scenario, const RunFacts& facts) {
  JsonObject json;
  json.put("place", place(scenario))
      .put("uri", scenario.uri)
      .put("line", scenario.line)
      .put("feature", scenario.feature)
      .put("name", scenario.name)
      .put("ending", to_string(ending_of(scenario)))
      .put("message", explanation(scenario))
      .put("rerun", rerun_command(scenario, facts));
  if (const auto folder = evidence_of(scenario, facts); !folder.empty()) json.put("evidence", folder);
  if (!scenario.output.empty()) json.put("output", scenario.output);
  if (scenario.repetition > 0) json.put("repetition", scenario.repetition);
  json.put("attempts", scenario.attempt + 1);
  if (scenario.finished) json.put("duration_ms", milliseconds(*scenario.finished - scenario.started));
  return json.text();
}

std::string json_of(const Counts& counts) {
  JsonObject json;
  for (int i = 0; i < endings; ++i) {
    json.put(to_string(static_cast<Ending>(i)), counts.of(static_cast<Ending>(i)));
  }
  return json.put("all", counts.all()).text();
}

std::string json_of(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const auto& text : texts) {
    if (json.size() > 1) json += ',';
    append_json_string(json, text);
  }
  return json + "]";
}

}  // namespace

JsonSummary::JsonSummary(Output output, RunFacts facts)
    : output_(std::move(output)), facts_(std::move(facts)) {}

// What the runs agree on, once it is known: with the first scenario, or at the end.
bool JsonSummary::begin() {
  if (std::exchange(begun_, true)) return false;
  using messages::SettingsNote;
  JsonObject head;
  head.put("version", version);
  if (const auto seed = facts_.agreed(&SettingsNote::seed)) head.put("seed", *seed);
  if (const auto arm = facts_.agreed(&SettingsNote::arm); arm && !arm->empty()) head.put("arm", *arm);
  if (const auto clock = facts_.agreed(&SettingsNote::clock); clock && !clock->empty())
    head.put("clock", *clock);
  output_.write("{" + head.members() + ",\n\"scenarios\":[");
  return true;
}

void JsonSummary::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  time_.on(envelope);
  if (const auto* note = messages::note_in(envelope)) notes_.push_back(*note);
  if (const auto problem = finder_.on(envelope)) problems_.push_back(problem->text_with_output());
  if (const auto* finished = std::get_if<messages::TestRunFinished>(&envelope)) {
    finished_ = true;
    success_ = finished->success;
  }
  const auto scenario = tracker_.on(envelope);
  if (scenario && !scenario->will_be_retried) add(*scenario);
}

void JsonSummary::add(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  counts_.add(ending);
  if (ending == Ending::passed) return;
  const bool first = begin();
  output_.write((first ? "\n" : ",\n") + json_of(scenario, facts_));
}

boost::system::result<void, std::string> JsonSummary::finish() {
  for (const auto& scenario : tracker_.take_unfinished()) add(scenario);
  begin();
  JsonObject rest;
  rest.put_json("problems", json_of(problems_))
      .put_json("notes", json_of(notes_))
      .put_json("counts", json_of(counts_));
  if (const auto started = time_.started()) rest.put("started", iso_time(*started));
  rest.put("duration_ms", milliseconds(time_.elapsed())).put("finished", finished_).put("success", success_);
  output_.write("],\n" + rest.members() + "}\n");
  return output_.finish();
}

}  // namespace ordeal::reports
