#include "harness/run/scenario_record.hpp"

#include <algorithm>

#include "harness/run/meta.hpp"

namespace ordeal::run {
messages::Outcome ScenarioRecord::outcome() const {
  const bool says_nothing_of_steps =
      outcome_ == messages::Outcome::passed || outcome_ == messages::Outcome::interrupted;
  return failed_ && says_nothing_of_steps ? messages::Outcome::failed : outcome_;
}

void ScenarioRecord::on(messages::Envelope message) {
  if (std::get_if<messages::TestCaseStarted>(&message)) {
    started_ = true;
  } else if (const auto* step = std::get_if<messages::TestStepStarted>(&message)) {
    running_step_ = step->test_step_id;
  } else if (const auto* ended = std::get_if<messages::TestStepFinished>(&message)) {
    running_step_.clear();
    ++steps_over_;
    const messages::Status status = ended->test_step_result.status;
    skipped_ = skipped_ || status == messages::Status::skipped;
    failed_ = failed_ || (status != messages::Status::skipped && status != messages::Status::passed);
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&message);
             attachment && attachment->media_type == messages::verdict_media_type) {
    if (const auto verdict = messages::verdict_from_json_text(attachment->body)) {
      outcome_ = verdict->outcome;
      judged_ = true;
    }
  } else if (std::get_if<messages::TestCaseFinished>(&message)) {
    finished_ = true;
  }
  report_.on(message);
}

// In the order in which they run.
std::vector<std::string> ScenarioRecord::steps_left() const {
  std::vector<std::string> ids;
  for (const auto& hook : scenario_.before) ids.push_back(hook.id);
  for (const auto& step : scenario_.steps) ids.push_back(step.id);
  for (const auto& hook : scenario_.after) ids.push_back(hook.id);
  ids.push_back(scenario_.judgement.id);
  ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(steps_over_, ids.size())));
  return ids;
}

void ScenarioRecord::finish_for(const process::Outcome& outcome, const std::string& rerun) {
  const bool interrupted = outcome.ending == process::Ending::interrupted;
  const bool never_began = interrupted && !started_;
  if (!started_) {
    report_.on(messages::TestCaseStarted{
        .id = started_id_, .test_case_id = scenario_.id, .timestamp = timestamp_now()});
  }
  std::string why = never_began && !outcome.problem.empty()
                        ? outcome.problem
                        : "the scenario's process: " + process::describe(outcome);
  if (!outcome.last_output.empty()) why += "\nits last output:\n" + outcome.last_output;
  bool first = true;
  for (const std::string& id : steps_left()) {
    if (id != running_step_) {
      report_.on(messages::TestStepStarted{
          .test_case_started_id = started_id_, .test_step_id = id, .timestamp = timestamp_now()});
    }
    messages::TestStepResult result{.status = first && !interrupted ? messages::Status::failed
                                                                    : messages::Status::skipped};
    if (first) result.message = why;
    first = false;
    report_.on(messages::TestStepFinished{.test_case_started_id = started_id_,
                                          .test_step_id = id,
                                          .test_step_result = result,
                                          .timestamp = timestamp_now()});
  }
  outcome_ = interrupted ? messages::Outcome::interrupted : messages::Outcome::failed;
  if (!never_began) {  // one that never began is skipped, and there is nothing to judge
    messages::Verdict verdict{.scenario = scenario_.place(), .outcome = outcome_, .rerun = rerun};
    report_.on(messages::to_attachment(verdict, started_id_, timestamp_now()));
  }
  report_.on(messages::TestCaseFinished{.test_case_started_id = started_id_, .timestamp = timestamp_now()});
}

void ScenarioRecord::close(const process::Outcome& outcome, const std::string& rerun) {
  if (finished_ && judged_) return;
  if (!finished_) finish_for(outcome, rerun);
  finished_ = true;
}

}  // namespace ordeal::run
