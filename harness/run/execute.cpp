#include "harness/run/execute.hpp"

#include <algorithm>

#include "harness/definitions/step_result.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/step_argument.hpp"

namespace ordeal::run {
namespace {

using Clock = std::chrono::steady_clock;

messages::Status as_message(StepStatus status) {
  switch (status) {
    case StepStatus::passed:
      return messages::Status::passed;
    case StepStatus::failed:
      return messages::Status::failed;
    case StepStatus::skipped:
      return messages::Status::skipped;
    case StepStatus::pending:
      return messages::Status::pending;
  }
  return messages::Status::unknown;
}

messages::TestStepResult as_message(const StepResult& result, Clock::duration took) {
  messages::TestStepResult message{.duration = took, .status = as_message(result.status)};
  if (const std::string text = result.message(); !text.empty()) message.message = text;
  if (!result.failures.empty()) {
    const StepFailure& first = result.failures.front();
    message.exception = messages::Exception{
        .type = first.exception_type.empty() ? "assertion" : first.exception_type, .message = first.message};
  }
  return message;
}

class Execution {
 public:
  Execution(const PlannedScenario& scenario, const ScenarioIds& ids, const Emit& emit)
      : scenario_(scenario), ids_(ids), emit_(emit) {}

  void run(const ScenarioFacts& facts, const SubjectFactory& make_subject, process::JobContext& job);

 private:
  void run_step(const std::string& id, const std::function<StepResult()>& body);
  void skip_step(const std::string& id, messages::Status status);
  void run_hooks(const std::vector<PlannedHook>& hooks);
  void run_steps();
  void judge(const ScenarioFacts& facts);
  void finish_step(const std::string& id, messages::TestStepResult result);

  const PlannedScenario& scenario_;
  const ScenarioIds& ids_;
  const Emit& emit_;
  std::unique_ptr<Subject> subject_;
  std::unique_ptr<Context> context_ = std::make_unique<Context>();
  bool passed_ = true;    // so far: nothing failed, nothing undefined or pending
  bool skipped_ = false;  // a step asked for it
};

void Execution::finish_step(const std::string& id, messages::TestStepResult result) {
  emit_(messages::TestStepFinished{.test_case_started_id = ids_.started,
                                   .test_step_id = id,
                                   .test_step_result = std::move(result),
                                   .timestamp = timestamp_now()});
}

void Execution::run_step(const std::string& id, const std::function<StepResult()>& body) {
  emit_(messages::TestStepStarted{
      .test_case_started_id = ids_.started, .test_step_id = id, .timestamp = timestamp_now()});
  const auto began = Clock::now();
  const StepResult result = body();
  finish_step(id, as_message(result, Clock::now() - began));
  if (result.status == StepStatus::skipped) skipped_ = true;
  if (result.status == StepStatus::failed || result.status == StepStatus::pending) passed_ = false;
}

void Execution::skip_step(const std::string& id, messages::Status status) {
  emit_(messages::TestStepStarted{
      .test_case_started_id = ids_.started, .test_step_id = id, .timestamp = timestamp_now()});
  finish_step(id, {.status = status});
}

void Execution::run_hooks(const std::vector<PlannedHook>& hooks) {
  for (const PlannedHook& hook : hooks) {
    run_step(hook.id, [&] { return run_body([&] { hook.hook->run(*context_); }); });
  }
}

void Execution::run_steps() {
  for (const PlannedStep& step : scenario_.steps) {
    if (std::holds_alternative<Undefined>(step.match)) {
      skip_step(step.id, messages::Status::undefined);
      passed_ = false;
    } else if (std::holds_alternative<Ambiguous>(step.match)) {
      skip_step(step.id, messages::Status::ambiguous);
      passed_ = false;
    } else if (!passed_ || skipped_) {
      skip_step(step.id, messages::Status::skipped);
    } else {
      const auto& matched = std::get<Matched>(step.match);
      run_step(step.id, [&] {
        return run_body([&] {
          matched.definition->invoke(*context_, matched.arguments, argument_of(*step.pickle_step));
        });
      });
    }
  }
}

void Execution::judge(const ScenarioFacts& facts) {
  run_step(scenario_.judgement.id, [&] {
    return run_body([&] {
      const bool handled = passed_ && !skipped_;
      messages::Verdict verdict;
      verdict.healed = true;
      if (subject_) verdict = subject_->judge(handled);
      verdict.scenario = facts.place;
      verdict.handled = handled;
      verdict.folder = facts.evidence.string();
      verdict.rerun = facts.rerun;
      const bool landed = std::all_of(verdict.faults.begin(), verdict.faults.end(),
                                      [](const messages::FaultVerdict& fault) { return fault.landed; });
      // A scenario that stopped early says nothing about its faults: what failed is what counts.
      verdict.outcome = !passed_               ? messages::Outcome::failed
                        : !skipped_ && !landed ? messages::Outcome::invalid
                        : !verdict.healed      ? messages::Outcome::not_healed
                                               : messages::Outcome::passed;
      emit_(messages::to_attachment(verdict, ids_.started, timestamp_now(), scenario_.judgement.id));
      if (const std::string why = complaint(verdict); !why.empty()) throw std::runtime_error(why);
    });
  });
}

void Execution::run(const ScenarioFacts& facts, const SubjectFactory& make_subject,
                    process::JobContext& job) {
  emit_(messages::TestCaseStarted{.attempt = 0,
                                  .id = ids_.started,
                                  .test_case_id = scenario_.id,
                                  .worker_id = ids_.worker,
                                  .timestamp = timestamp_now()});
  const StepResult made = run_body([&] {
    subject_ = make_subject(facts, job);
    if (subject_) subject_->lend(*context_);
  });
  if (made.status == StepStatus::passed) {
    run_hooks(scenario_.before);
    run_steps();
    run_hooks(scenario_.after);
    judge(facts);
  } else {  // the world itself could not be made
    for (const PlannedHook& hook : scenario_.before) skip_step(hook.id, messages::Status::skipped);
    for (const PlannedStep& step : scenario_.steps) skip_step(step.id, messages::Status::skipped);
    for (const PlannedHook& hook : scenario_.after) skip_step(hook.id, messages::Status::skipped);
    run_step(scenario_.judgement.id, [&] { return made; });
  }
  context_.reset();
  subject_.reset();
  emit_(messages::TestCaseFinished{.test_case_started_id = ids_.started, .timestamp = timestamp_now()});
}

}  // namespace

std::string complaint(const messages::Verdict& verdict) {
  std::string text;
  if (verdict.outcome == messages::Outcome::invalid) {
    text = "invalid:";
    for (const auto& fault : verdict.faults) {
      if (!fault.landed) text += " \"" + fault.name + "\" never landed (" + fault.evidence + ");";
    }
  } else if (verdict.outcome == messages::Outcome::not_healed) {
    text = "not healed:";
    for (const std::string& thing : verdict.left_over) text += " " + thing + ";";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

void execute(const PlannedScenario& scenario, const ScenarioFacts& facts, const ScenarioIds& ids,
             const SubjectFactory& make_subject, process::JobContext& job, const Emit& emit) {
  Execution(scenario, ids, emit).run(facts, make_subject, job);
}

}  // namespace ordeal::run
