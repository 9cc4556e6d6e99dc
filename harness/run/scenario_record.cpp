#include "harness/run/scenario_record.hpp"

#include <algorithm>
#include <utility>

#include "harness/messages/note.hpp"
#include "harness/run/meta.hpp"

namespace ordeal::run {

using messages::Status;

ScenarioRecord::ScenarioRecord(const TestCase& test_case, std::string started_id, int attempt,
                               messages::Sink& report, std::function<bool()> retried,
                               std::optional<messages::RepetitionNote> repetition)
    : test_case_(test_case),
      started_id_(std::move(started_id)),
      attempt_(attempt),
      report_(report),
      retried_(std::move(retried)),
      repetition_(std::move(repetition)) {
  const bool is_judged = !test_case.steps.empty() && test_case.steps.back().kind == TestStep::Kind::judgement;
  if (!is_judged) {  // nothing but its steps says how it went
    judged_ = true;
    outcome_ = messages::Outcome::passed;
  }
}

void ScenarioRecord::pass_on(const messages::Envelope& message) {
  report_.on(message);
  if (repetition_ && std::holds_alternative<messages::TestCaseStarted>(message))
    report_.on(messages::to_attachment(*repetition_, started_id_, timestamp_now()));
}

messages::Outcome ScenarioRecord::outcome() const {
  const bool says_nothing_of_steps =
      outcome_ == messages::Outcome::passed || outcome_ == messages::Outcome::interrupted;
  return as_canary((failed_ || unwritten_) && says_nothing_of_steps ? messages::Outcome::failed : outcome_);
}

void ScenarioRecord::take_for_canary(bool added) {
  canary_ = added ? Canary::added : Canary::selected;
}

messages::Outcome ScenarioRecord::as_canary(messages::Outcome ended) const {
  const bool unseen = ended == messages::Outcome::failed || ended == messages::Outcome::not_healed ||
                      (canary_ == Canary::added && ended == messages::Outcome::passed && skipped_);
  return canary_ != Canary::no && unseen ? messages::Outcome::invalid : ended;
}

void ScenarioRecord::pass_on(messages::Verdict verdict, std::optional<std::string> step) {
  verdict.outcome = as_canary(verdict.outcome);
  told_ = verdict.outcome;
  pass_on(messages::to_attachment(verdict, started_id_, timestamp_now(), std::move(step)));
}

void ScenarioRecord::on(const messages::Envelope& message) {
  if (const auto* end = std::get_if<messages::TestCaseFinished>(&message)) return finish_case(*end);
  note(message);
  const auto* attachment = std::get_if<messages::Attachment>(&message);
  if (canary_ != Canary::no && attachment && attachment->media_type == messages::verdict_media_type) {
    if (const auto verdict = messages::verdict_from_json_text(attachment->body))
      return pass_on(*verdict, attachment->test_step_id);
  }
  pass_on(message);
}

void ScenarioRecord::note(const messages::Envelope& message) {
  if (std::get_if<messages::TestCaseStarted>(&message)) {
    started_ = true;
  } else if (const auto* step = std::get_if<messages::TestStepStarted>(&message)) {
    running_step_ = step->test_step_id;
  } else if (const auto* ended = std::get_if<messages::TestStepFinished>(&message)) {
    running_step_.clear();
    ++steps_over_;
    const Status status = ended->test_step_result.status;
    if (failed_step_.empty() && status > Status::skipped) failed_step_ = ended->test_step_id;
    skipped_ = skipped_ || status == Status::skipped;
    unwritten_ = unwritten_ || status == Status::undefined || status == Status::pending;
    may_pass_again_ = may_pass_again_ || status == Status::failed;
    failed_ = failed_ || status == Status::failed || status == Status::ambiguous || status == Status::unknown;
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&message);
             attachment && attachment->media_type == messages::verdict_media_type) {
    if (const auto verdict = messages::verdict_from_json_text(attachment->body)) {
      outcome_ = verdict->outcome;
      judged_ = true;
      told_ = outcome_;
    }
  }
}

void ScenarioRecord::finish_case(messages::TestCaseFinished message) {
  finished_ = true;
  const bool unseen = canary_ != Canary::no && outcome() == messages::Outcome::invalid;
  if (unseen && told_ != messages::Outcome::invalid)  // its steps alone tell it
    pass_on(messages::Verdict{.scenario = test_case_.place(), .outcome = outcome()}, std::nullopt);
  will_be_retried_ = may_pass_again_ && outcome() == messages::Outcome::failed && retried_ && retried_();
  message.will_be_retried = will_be_retried_;
  end_ = std::move(message);
}

void ScenarioRecord::send_end(const std::string& output) {
  if (!end_) return;
  const bool passed = outcome() == messages::Outcome::passed && !skipped_;
  if (!passed && !output.empty()) {
    const std::string& step = failed_step_.empty() ? test_case_.steps.back().id : failed_step_;
    pass_on(messages::scenario_output(output, started_id_, step, timestamp_now()));
  }
  pass_on(*std::exchange(end_, std::nullopt));
}

void ScenarioRecord::finish_for(Unfinished how, const std::string& why, const std::string& rerun) {
  if (!started_) {
    pass_on(messages::TestCaseStarted{
        .attempt = attempt_, .id = started_id_, .test_case_id = test_case_.id, .timestamp = timestamp_now()});
  }
  const bool went_wrong = how == Unfinished::failed || how == Unfinished::invalid;
  bool first = true;
  for (std::size_t i = steps_left_from(); i < test_case_.steps.size(); ++i) {
    const std::string& id = test_case_.steps[i].id;
    if (id != running_step_) {
      pass_on(messages::TestStepStarted{
          .test_case_started_id = started_id_, .test_step_id = id, .timestamp = timestamp_now()});
    }
    messages::TestStepResult result{.status = first && went_wrong ? Status::failed : Status::skipped};
    if (first) result.message = why;
    first = false;
    pass_on(messages::TestStepFinished{.test_case_started_id = started_id_,
                                       .test_step_id = id,
                                       .test_step_result = result,
                                       .timestamp = timestamp_now()});
  }
  may_pass_again_ = may_pass_again_ || how == Unfinished::failed;
  failed_ = failed_ || went_wrong;
  skipped_ = skipped_ || how == Unfinished::skipped;
  outcome_ = how == Unfinished::failed        ? messages::Outcome::failed
             : how == Unfinished::invalid     ? messages::Outcome::invalid
             : how == Unfinished::interrupted ? messages::Outcome::interrupted
             : how == Unfinished::skipped     ? messages::Outcome::passed
                                              : messages::Outcome::not_started;
  messages::Verdict verdict{.scenario = test_case_.place(), .outcome = outcome_, .rerun = rerun};
  if (how == Unfinished::invalid) verdict.machine = why;
  pass_on(std::move(verdict), std::nullopt);
  finish_case({.test_case_started_id = started_id_, .timestamp = timestamp_now()});
}

void ScenarioRecord::close(const process::Outcome& outcome, const std::string& rerun) {
  if (finished_) return send_end(outcome.last_output);
  std::string why = "the scenario's process: " + process::describe(outcome);
  if (!outcome.problem.empty() && why.find(outcome.problem) == std::string::npos)
    why += ": " + outcome.problem;
  if (!outcome.last_output.empty()) why += "\nits last output:\n" + outcome.last_output;
  // A process that the machine did not let begin says nothing about the subject.
  finish_for(outcome.ending == process::Ending::interrupted   ? Unfinished::interrupted
             : outcome.ending == process::Ending::not_started ? Unfinished::invalid
                                                              : Unfinished::failed,
             why, rerun);
  send_end("");  // the message has it
}

void ScenarioRecord::never_begin(const std::string& why, const std::string& rerun) {
  finish_for(Unfinished::not_started, "not started: " + why, rerun);
  send_end("");
}

void ScenarioRecord::skip(const std::string& why) {
  finish_for(Unfinished::skipped, why, "");
  send_end("");
}

}  // namespace ordeal::run
