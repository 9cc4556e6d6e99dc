#include "harness/run/execute.hpp"

#include <algorithm>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "harness/process/machine.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/step_argument.hpp"

namespace ordeal::run {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = TestStep::Kind;

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

std::string in_base64(std::string_view bytes) {
  using namespace boost::archive::iterators;
  using Digits = base64_from_binary<transform_width<std::string_view::const_iterator, 6, 8>>;
  std::string text(Digits(bytes.begin()), Digits(bytes.end()));
  return text.append((3 - bytes.size() % 3) % 3, '=');
}

CurrentScenario current(const TestCase& test_case, const AttemptIds& ids) {
  return {.name = std::string(test_case.pickle->name),
          .place = test_case.place(),
          .tags = tags_of(*test_case.pickle),
          .attempt = ids.attempt,
          .repetition = ids.repetition,
          .seed = ids.seed};
}

// The moments of one attempt. A look at a clock costs more than many a step, so what ends one step begins the
// next, and the time of day is the steady clock's since the beginning.
class Moments {
 public:
  void pass() { now_ = Clock::now(); }
  Clock::time_point now() const { return now_; }
  messages::Timestamp timestamp() const {
    return began_at_ + std::chrono::duration_cast<std::chrono::nanoseconds>(now_ - began_);
  }

 private:
  const messages::Timestamp began_at_ = timestamp_now();
  const Clock::time_point began_ = Clock::now();
  Clock::time_point now_ = began_;
};

class Execution {
 public:
  Execution(const TestCase& test_case, const AttemptIds& ids, const Stage& stage, const Emit& emit)
      : test_case_(test_case),
        ids_(ids),
        stage_(stage),
        emit_(emit),
        context_(std::make_unique<Context>(stage.outer)) {
    context_->lend(attachments_);
  }

  void run(const std::function<ScenarioFacts()>& facts);

 private:
  void run_all();
  void run_hook(const TestStep& step);
  void run_pickle_step(const TestStep& step);
  void run_step(const TestStep& step, StepBody body);
  void finish_step(const TestStep& step, messages::TestStepResult result);
  void start_step(const TestStep& step);
  void skip_step(const TestStep& step, messages::Status status);
  void end_objects(messages::TestStepResult& last);
  void make_subject(const std::function<ScenarioFacts()>& facts);
  void note_lack(const StepResult& result);
  void judge(const TestStep& step);
  void send(Attachments::Item item);
  std::string places(const TestStep& step) const;
  bool goes_on() const { return !stopped_ && !skipped_ && !stage_.dry; }
  CurrentScenario& scenario();

  const TestCase& test_case_;
  const AttemptIds& ids_;
  const Stage& stage_;
  const Emit& emit_;
  Moments moments_;
  ScenarioFacts facts_;
  Attachments attachments_{[this](Attachments::Item item) { send(std::move(item)); }};
  std::optional<CurrentScenario> scenario_;
  CurrentStep current_step_;
  std::unique_ptr<Subject> subject_;
  std::unique_ptr<Context> context_;
  const TestStep* running_ = nullptr;
  StepResult made_;          // how the subject could be made
  bool passed_ = true;       // so far: nothing failed, nothing undefined or pending
  bool stopped_ = false;     // by what failed, or is not written yet: the rest was not tried
  bool skipped_ = false;     // a step or a hook before them asked for it
  bool unwritten_ = false;   // a step is undefined, ambiguous or pending: what follows was not tried
  std::string failed_step_;  // the first one
  bool step_ran_ = false;    // the last one, whatever came of it
  std::string machine_;      // what it lacks, as far as somebody noticed
};

// Made when the first hook may ask for it: most scenarios of a large suite have none.
CurrentScenario& Execution::scenario() {
  if (!scenario_) scenario_ = current(test_case_, ids_);
  scenario_->failed = !passed_;
  return *scenario_;
}

void Execution::send(Attachments::Item item) {
  messages::Attachment message = run::as_message(std::move(item));
  message.test_case_started_id = ids_.started;
  if (running_) message.test_step_id = running_->id;
  emit_(message);
}

void Execution::start_step(const TestStep& step) {
  emit_(messages::TestStepStarted{
      .test_case_started_id = ids_.started, .test_step_id = step.id, .timestamp = moments_.timestamp()});
}

// What the scenario's objects say as they go, a mock whose call never came, belongs to its last step: after
// that nothing is left of the scenario to say it.
void Execution::end_objects(messages::TestStepResult& last) {
  const StepResult gone = run_body([&] { context_.reset(); });
  if (gone.failures.empty()) return;
  const std::string before = last.message ? *last.message + "\n" : "";
  last = run::as_message(gone, last.duration, test_case_.place());
  last.message = before + "As the scenario's objects were destroyed, after its last step:\n" + *last.message;
}

void Execution::finish_step(const TestStep& step, messages::TestStepResult result) {
  if (&step == &test_case_.steps.back()) end_objects(result);
  emit_(messages::TestStepFinished{.test_case_started_id = ids_.started,
                                   .test_step_id = step.id,
                                   .test_step_result = std::move(result),
                                   .timestamp = moments_.timestamp()});
}

std::string Execution::places(const TestStep& step) const {
  if (step.hook) return step.hook->where.text();
  if (!step.pickle_step) return test_case_.place();
  return std::string(test_case_.pickle->uri) + ":" + std::to_string(step.pickle_step->location.line) + "\n" +
         std::get<Matched>(step.match).definition->where.text();
}

void Execution::run_step(const TestStep& step, StepBody body) {
  start_step(step);
  running_ = &step;
  const auto began = moments_.now();
  const StepResult result = run_body(body);
  note_lack(result);
  moments_.pass();
  running_ = nullptr;
  current_step_.status = result.status;
  const bool says_nothing = result.status == StepStatus::passed;
  finish_step(step, run::as_message(result, moments_.now() - began, says_nothing ? "" : places(step)));
  if (result.status == StepStatus::failed || result.status == StepStatus::pending) {
    passed_ = false;
    const bool may_go_on =
        stage_.go_on && step.kind == Kind::step && result.status == StepStatus::failed && machine_.empty();
    if (!may_go_on) stopped_ = true;
  }
  unwritten_ = unwritten_ || result.status == StepStatus::pending;
  if (result.status == StepStatus::failed && step.kind == Kind::step && failed_step_.empty())
    failed_step_ = std::string(step.pickle_step->text);
  // A hook after the steps skips only itself.
  if (result.status == StepStatus::skipped && step.kind != Kind::after_scenario) skipped_ = true;
}

void Execution::skip_step(const TestStep& step, messages::Status status) {
  start_step(step);
  if (status == messages::Status::undefined) emit_(suggestion(step, stage_.registry, stage_.world));
  finish_step(step, {.status = status});
}

void Execution::run_pickle_step(const TestStep& step) {
  step_ran_ = false;
  const auto* matched = std::get_if<Matched>(&step.match);
  if (skipped_) return skip_step(step, messages::Status::skipped);
  if (!matched) {
    passed_ = false;
    stopped_ = true;
    unwritten_ = true;
    return skip_step(step, std::holds_alternative<Undefined>(step.match) ? messages::Status::undefined
                                                                         : messages::Status::ambiguous);
  }
  if (!goes_on()) return skip_step(step, messages::Status::skipped);
  step_ran_ = true;
  run_step(step, [&] {
    matched->definition->invoke(*context_, matched->arguments, argument_of(*step.pickle_step));
  });
}

void Execution::run_hook(const TestStep& step) {
  const bool always = step.kind == Kind::after_scenario || (step.kind == Kind::after_step && step_ran_);
  const bool runs = always ? !stage_.dry : goes_on() && step.kind != Kind::after_step;
  if (!runs) return skip_step(step, messages::Status::skipped);
  if (scenario_) scenario();
  if (step.pickle_step) {
    current_step_.keyword = step.pickle_step->keyword;
    current_step_.text = step.pickle_step->text;
    current_step_.line = step.pickle_step->location.line;
  }
  run_step(step, [&] { step.hook->run(*context_); });
}

void Execution::note_lack(const StepResult& result) {
  for (const StepFailure& failure : result.failures) {
    if (failure.of_machine && machine_.empty()) machine_ = failure.message;
  }
}

void Execution::judge(const TestStep& step) {
  if (stage_.dry) return skip_step(step, messages::Status::skipped);
  run_step(step, [&] {
    if (made_.status != StepStatus::passed && machine_.empty()) throw std::runtime_error(made_.message());
    // What steps made undoes itself; only what is there after that is left over.
    const StepResult gone = run_body([&] { context_.reset(); });
    passed_ = passed_ && gone.failures.empty();
    // What fails on a machine that has no room any more may have failed for that.
    if (!passed_ && machine_.empty() && subject_)
      machine_ = process::what_machine_lacks(facts_.evidence).value_or("");
    const bool handled = passed_ && !skipped_;
    messages::Verdict verdict;
    verdict.healed = true;
    if (subject_) verdict = subject_->judge(handled);
    verdict.scenario = facts_.place;
    verdict.handled = handled;
    verdict.folder = facts_.evidence.string();
    verdict.rerun = facts_.rerun;
    const bool landed = std::all_of(verdict.faults.begin(), verdict.faults.end(),
                                    [](const messages::FaultVerdict& fault) { return fault.landed; });
    // Where a fault that was armed never landed, a step that failed says nothing about the subject. (A
    // scenario that stopped because a step is skipped or not written yet says nothing about its faults.)
    const bool nothing_tested = !machine_.empty() || (!landed && !skipped_ && !unwritten_);
    verdict.machine = machine_;
    verdict.outcome = !verdict.broken.empty() ? messages::Outcome::failed
                      : nothing_tested        ? messages::Outcome::invalid
                      : !passed_              ? messages::Outcome::failed
                      : !verdict.healed       ? messages::Outcome::not_healed
                                              : messages::Outcome::passed;
    emit_(messages::to_attachment(verdict, ids_.started, timestamp_now(), step.id));
    std::string why = complaint(verdict);
    if (verdict.outcome == messages::Outcome::invalid && !failed_step_.empty())
      why += "; so that the step \"" + failed_step_ + "\" failed says nothing about the subject";
    if (!gone.failures.empty()) why += (why.empty() ? "" : "\n") + gone.message();
    if (!why.empty()) throw std::runtime_error(why);
  });
}

void Execution::run_all() {
  for (const TestStep& step : test_case_.steps) {
    if (step.kind == Kind::judgement) {
      judge(step);
    } else if (made_.status != StepStatus::passed) {  // the world itself could not be made
      skip_step(step, messages::Status::skipped);
    } else if (step.kind == Kind::step) {
      run_pickle_step(step);
    } else {
      run_hook(step);
    }
  }
}

void Execution::make_subject(const std::function<ScenarioFacts()>& facts) {
  made_ = run_body([&] {
    facts_ = facts();
    if (stage_.dry) return;
    subject_ = stage_.make_subject(facts_, stage_.job);
    if (subject_) subject_->lend(*context_);
  });
  note_lack(made_);
  moments_.pass();
}

void Execution::run(const std::function<ScenarioFacts()>& facts) {
  messages::TestCaseStarted started{.attempt = ids_.attempt,
                                    .id = ids_.started,
                                    .test_case_id = test_case_.id,
                                    .timestamp = moments_.timestamp()};
  if (ids_.worker > 0) started.worker_id = std::to_string(ids_.worker);
  emit_(started);
  context_->lend_on_demand<CurrentScenario>([this]() -> CurrentScenario& { return scenario(); });
  context_->lend(current_step_);
  if (stage_.make_subject) make_subject(facts);
  run_all();
  subject_.reset();
  moments_.pass();
  emit_(messages::TestCaseFinished{.test_case_started_id = ids_.started, .timestamp = moments_.timestamp()});
}

}  // namespace

messages::TestStepResult as_message(const StepResult& result, Clock::duration took,
                                    const std::string& places) {
  messages::TestStepResult message{.duration = took, .status = as_message(result.status)};
  std::string text = result.message();
  if (text.empty()) return message;
  messages::Exception exception{.type = result.status == StepStatus::pending ? "pending" : "skipped",
                                .message = text};
  if (!result.failures.empty()) {
    const StepFailure& first = result.failures.front();
    exception.type = first.exception_type.empty() ? "assertion" : first.exception_type;
    exception.message = first.message;
  }
  exception.stack_trace = exception.type + ": " + text + "\n" + places;
  message.exception = std::move(exception);
  message.message = std::move(text);
  return message;
}

messages::Attachment as_message(Attachments::Item item) {
  messages::Attachment message;
  message.content_encoding =
      item.binary ? messages::ContentEncoding::base64 : messages::ContentEncoding::identity;
  message.body = item.binary ? in_base64(item.body) : std::move(item.body);
  message.media_type = std::move(item.media_type);
  if (!item.file_name.empty()) message.file_name = std::move(item.file_name);
  message.timestamp = timestamp_now();
  return message;
}

std::string complaint(const messages::Verdict& verdict) {
  if (!verdict.broken.empty()) return "what must always hold was broken " + verdict.broken;
  std::string text;
  if (verdict.outcome == messages::Outcome::invalid) {
    text = "invalid:";
    if (!verdict.machine.empty()) return text + " the machine: " + verdict.machine;
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

void execute(const TestCase& test_case, const AttemptIds& ids, const std::function<ScenarioFacts()>& facts,
             const Stage& stage, const Emit& emit) {
  const AssertionCollector collector;
  Execution(test_case, ids, stage, emit).run(facts);
}

}  // namespace ordeal::run
