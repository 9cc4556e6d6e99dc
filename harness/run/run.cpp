#include "harness/run/run.hpp"

#include <boost/algorithm/string/join.hpp>

#include "harness/messages/note.hpp"
#include "harness/messages/shard_note.hpp"
#include "harness/process/machine.hpp"
#include "harness/process/shared.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/executor.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/plan_messages.hpp"
#include "harness/run/preparation.hpp"
#include "harness/run/repetition.hpp"
#include "harness/run/schedule.hpp"
#include "harness/run/stop_requests.hpp"
#include "harness/run/supervisor.hpp"
#include "harness/run/surroundings.hpp"
#include "harness/text/seconds.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::run {
namespace {

constexpr const char* kRunId = "run";
// For a scenario in the run's process, as a coordinator gives.
constexpr std::chrono::seconds kBudgetGrace{2};

// As they are for who has gone to another folder meanwhile.
Options with_whole_paths(Options options) {
  options.evidence = options.folder / options.evidence;
  return options;
}

class Run {
 public:
  Run(const Options& options, const Registry& registry, const SubjectFactory& make_subject,
      messages::Sink& report)
      : options_(with_whole_paths(options)),
        registry_(registry),
        make_subject_(make_subject),
        report_(&report) {
    tally_->flaky_fails = options.flaky_fails;
  }

  boost::system::result<Tally, CannotRun> run() {
    report_->on(run_meta());
    prepared_ = prepare(options_, registry_, {.judged = judged_, .wants_plan = wants_plan_}, emit_);
    tally_->failed_otherwise = prepared_.definitions_wrong;
    report_->on(messages::TestRunStarted{.timestamp = timestamp_now(), .id = kRunId});
    if (options_.settings) report_->on(messages::to_attachment(*options_.settings, kRunId, timestamp_now()));
    if (const auto& part = options_.shard)
      report_->on(
          messages::to_attachment({prepared_.shared_id, part->number, part->of}, kRunId, timestamp_now()));
    if (options_.canaries.left_out) tell(kCanariesLeftOut);
    if (!prepared_.nothing_to_run.empty()) tell(prepared_.nothing_to_run);
    if (!prepared_.features.unparsable.empty() || !prepared_.problems.empty()) return cannot_begin();
    messages::TestRunFinished end{.test_run_started_id = kRunId};
    try {
      if (!prepared_.plan.scenarios.empty()) execute_all();
    } catch (const std::exception& error) {  // the harness itself, or a report
      tally_->failed_otherwise = true;
      end.message = error.what();
      end.exception = messages::Exception{
          .type = "Error", .message = error.what(), .stack_trace = "Error: " + std::string(error.what())};
    }
    if (!problems_.empty()) end.message = boost::algorithm::join(problems_, "\n");
    tally_->failed_otherwise = tally_->failed_otherwise || !problems_.empty();
    end.success = tally_->exit_code() == exit_code::kPassed;
    end.timestamp = timestamp_now();
    report_->on(end);
    return *tally_;
  }

 private:
  void tell(std::string note) { report_->on(messages::run_note(kRunId, std::move(note), timestamp_now())); }
  CannotRun cannot_begin();
  void execute_all();
  void live(ToParent& parent);
  void announce(std::size_t first);  // the test cases from there on
  void execute_scenarios(ToParent& parent);
  void finish_for(const Unfinished& unfinished, process::Outcome how);
  void finish_for(const Unfinished::Attempt& open, const process::Outcome& how);
  void none_begins();

  std::unique_ptr<Attempt> next();
  std::unique_ptr<Attempt> attempt_at(const Chosen& scenario, int attempt) const;
  std::unique_ptr<ScenarioRecord> record_of(const Attempt& attempt);
  void perform(const Attempt& attempt, process::JobContext& job, const Emit& emit);
  void ended(std::unique_ptr<Attempt> attempt, const process::Outcome& outcome);
  bool tick();
  void settle(const Attempt& attempt, const process::Outcome& outcome);
  void never_begin(const Schedule::Turn& turn, const std::string& why, bool skipped = false);
  ScenarioFacts facts_of(const Attempt& attempt) const;
  std::string rerun_of(const Attempt& attempt) const {
    const std::string& run = is_added(*attempt.scenario) ? options_.canaries.rerun : options_.rerun;
    return run + " --seed " + std::to_string(attempt.ids.seed) + " " + shell_word(attempt.test_case.place());
  }
  std::filesystem::path evidence_of(const Attempt& attempt) const {
    return evidence_folder(options_.evidence, *attempt.test_case.pickle, attempt.scenario->repetition);
  }
  bool retries(const Attempt& attempt) const;
  Limits limits() const { return {options_.scenario_limit, options_.step_limit}; }
  std::string budget_spent() const {
    return "the run's budget of " + in_seconds(options_.budget) + " was spent";
  }
  // Whether the run itself added the scenario.
  bool is_added(const Chosen& scenario) const { return scenario.number < prepared_.canaries_added; }
  int take_worker();

  const Options options_;
  const Registry& registry_;
  const Registry none_{Declarations{}};  // a dry run has no hooks
  const SubjectFactory& make_subject_;
  messages::Sink* report_;  // in the run's process: what hands on to the reports
  const Emit emit_ = [this](const messages::Envelope& message) { report_->on(message); };
  const bool wants_plan_ = report_->wants_plan();
  const bool judged_ = static_cast<bool>(make_subject_);
  Preparation prepared_;
  std::vector<std::string> problems_;  // of the run as a whole, besides its scenarios and hooks
  std::optional<Schedule> schedule_;
  std::optional<Surroundings> surroundings_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::string starts_no_more_;    // why
  std::vector<bool> workers_;     // which numbers are taken
  process::Shared<Tally> tally_;  // the parent reads what the run's process counted, however that ended
};

// The reports hold what is wrong, and end: features that do not parse stand in messages of their own,
// everything else in the message of the run.
CannotRun Run::cannot_begin() {
  messages::TestRunFinished end{.timestamp = timestamp_now(), .test_run_started_id = kRunId};
  if (!prepared_.problems.empty()) end.message = boost::algorithm::join(prepared_.problems, "\n");
  report_->on(end);
  CannotRun reasons;
  for (const FeatureProblem& wrong : prepared_.features.unparsable) reasons.reasons.push_back(wrong.text());
  std::ranges::move(prepared_.problems, std::back_inserter(reasons.reasons));
  return reasons;
}

void Run::execute_all() {
  Supervision supervision{
      .limits = limits(),
      .pickle_of = [this](auto number) { return prepared_.plan.scenarios[number].pickle(); },
      .scenarios_inside = options_.isolation == Isolation::none,
      .budget_text = budget_spent()};
  if (options_.budget.count() > 0) supervision.budget_end = began_ + options_.budget + kBudgetGrace;
  Supervisor supervisor(std::move(supervision), *report_);
  const RunEnd end = supervisor.run([this](ToParent& parent) { live(parent); });
  std::ranges::copy(end.problems, std::back_inserter(problems_));
  if (!end.whole) finish_for(supervisor.unfinished(), end.outcome);
  if (!end.left_over.empty())
    tell("Left over when the run had ended, and ended: " + boost::algorithm::join(end.left_over, "; "));
  if (end.failure) throw std::runtime_error(*end.failure);
}

// In the run's own process.
void Run::live(ToParent& parent) {
  report_ = &parent;
  const AssertionCollector collector;  // of hooks, and of threads that outlive their scenario
  surroundings_.emplace(prepared_.plan, options_.dry_run ? none_ : registry_, kRunId, emit_,
                        [&parent] { return parent.take_output(); });
  if (surroundings_->begin()) {
    announce(0);
    execute_scenarios(parent);
  } else {
    none_begins();
  }
  surroundings_->end();
  tally_->failed_otherwise = tally_->failed_otherwise || surroundings_->failed();
  for (const std::string& problem : surroundings_->problems()) parent.problem(problem);
}

void Run::announce(std::size_t first) {
  if (!wants_plan_) return;
  const auto& scenarios = prepared_.plan.scenarios;
  for (; first < scenarios.size(); ++first)
    report_->on(as_message(make_test_case(scenarios[first], registry_, judged_), registry_, kRunId));
}

// A hook of the run failed. Without test cases reports take every pickle for one that was to run; where all
// were, none is announced, as in Cucumber's own runners. Who has no pickles learns of each scenario.
void Run::none_begins() {
  if (prepared_.plan.scenarios.size() < prepared_.pickles || options_.repetitions > 1) announce(0);
  for (const Chosen& scenario : prepared_.plan.scenarios) {
    if (wants_plan_) ++tally_->not_started;
    if (!wants_plan_) never_begin({&scenario, 0}, "a hook of the run failed before");
  }
}

void Run::execute_scenarios(ToParent& parent) {
  schedule_.emplace(prepared_.plan);
  const ExecutorClient client{
      .next = [this] { return next(); },
      .ended = [this](auto attempt, const auto& outcome) { ended(std::move(attempt), outcome); },
      .tick = [this] { return tick(); },
      .late = [&parent](const std::string& failure) { parent.problem(failure); }};
  const ExecutorOptions options{
      .limits = limits(),
      .at_once = options_.at_once,
      .way = options_.way,
      .evidence = options_.evidence,
      .visible = prepared_.visible,
      .perform = [this](const Attempt& attempt, auto& job, const Emit& emit) { perform(attempt, job, emit); },
      .attempt_of = [this](auto number,
                           int attempt) { return attempt_at(prepared_.plan.scenarios[number], attempt); },
      .take_output = [&parent] { return parent.take_output(); },
      .hooks_run = [this] { return surroundings_->hooks_run(); }};
  const bool interrupted = options_.isolation == Isolation::scenario ? execute_enclosed(options, client)
                           : options_.isolation == Isolation::worker ? execute_in_workers(options, client)
                                                                     : execute_here(options, client);
  tally_->interrupted = (interrupted || stop_requested()) && !tally_->out_of_time;
  if (tally_->interrupted) starts_no_more_ = "the run was interrupted before its turn";
  if (starts_no_more_.empty()) starts_no_more_ = "a scenario before it ended the run";
  for (const auto& turn : schedule_->take_rest()) {
    never_begin(turn, starts_no_more_);
    surroundings_->leave(*turn.scenario);
  }
}

std::unique_ptr<Attempt> Run::next() {
  while (starts_no_more_.empty() && !stop_requested()) {
    const auto turn = schedule_->next();
    if (!turn) return nullptr;
    const auto context = surroundings_->enter(*turn->scenario);
    if (context) {
      auto attempt = attempt_at(*turn->scenario, turn->attempt);
      attempt->record = record_of(*attempt);
      attempt->ids.worker = take_worker();
      return attempt;
    }
    schedule_->ended(*turn);
    never_begin(*turn, context.error().why, context.error().skips);
    surroundings_->leave(*turn->scenario);
  }
  return nullptr;
}

// The lowest number that is free.
int Run::take_worker() {
  if (options_.at_once == 1) return 0;
  std::size_t number = 0;
  while (number < workers_.size() && workers_[number]) ++number;
  if (number == workers_.size()) workers_.push_back(false);
  workers_[number] = true;
  return static_cast<int>(number) + 1;
}

std::unique_ptr<Attempt> Run::attempt_at(const Chosen& scenario, int attempt) const {
  auto made = std::make_unique<Attempt>();
  made->scenario = &scenario;
  made->test_case = make_test_case(scenario, registry_, judged_);
  made->ids = {.started = "s" + std::to_string(scenario.number) + "." + std::to_string(attempt),
               .attempt = attempt,
               .repetition = static_cast<int>(scenario.repetition),
               .seed = seed_of(scenario.repetition, options_.seed)};
  made->hooks_before = surroundings_ ? surroundings_->hooks_run() : 0;
  return made;
}

std::unique_ptr<ScenarioRecord> Run::record_of(const Attempt& attempt) {
  const bool canary = is_canary(*attempt.test_case.pickle);
  std::optional<messages::RepetitionNote> note;
  if (options_.repetitions > 1 && !canary)
    note = {attempt.ids.repetition, attempt.ids.seed, rerun_of(attempt), evidence_of(attempt).string()};
  auto record = std::make_unique<ScenarioRecord>(
      attempt.test_case, attempt.ids.started, attempt.ids.attempt, *report_,
      [this, &attempt] { return retries(attempt); }, std::move(note));
  if (canary) record->take_for_canary(is_added(*attempt.scenario));
  return record;
}

bool Run::retries(const Attempt& attempt) const {
  return attempt.ids.attempt < options_.retries && starts_no_more_.empty() &&
         !is_canary(*attempt.test_case.pickle) &&  // once not seen is not seen
         options_.retry_tags.holds(tags_of(*attempt.test_case.pickle));
}

void Run::perform(const Attempt& attempt, process::JobContext& job, const Emit& emit) {
  const auto facts = [&] {
    ScenarioFacts made = facts_of(attempt);
    std::filesystem::remove_all(made.evidence);  // what an earlier run or attempt left
    if (const auto lack = process::what_machine_lacks(made.evidence)) throw MachineLacks(*lack);
    std::filesystem::create_directories(made.evidence);
    return made;
  };
  const Stage stage{.registry = registry_,
                    .make_subject = make_subject_,
                    .outer = surroundings_->around(*attempt.scenario),
                    .job = job,
                    .world = options_.world,
                    .go_on = options_.go_on,
                    .dry = options_.dry_run};
  execute(attempt.test_case, attempt.ids, facts, stage, emit);
}

void Run::ended(std::unique_ptr<Attempt> attempt, const process::Outcome& outcome) {
  const Schedule::Turn turn{attempt->scenario, attempt->ids.attempt};
  process::Outcome why = outcome;
  if (tally_->out_of_time && why.ending == process::Ending::interrupted) why.problem = starts_no_more_;
  if (attempt->ids.worker > 0) workers_[static_cast<std::size_t>(attempt->ids.worker) - 1] = false;
  attempt->record->close(why, rerun_of(*attempt));
  if (attempt->record->will_be_retried()) return schedule_->again(turn);
  schedule_->ended(turn);
  settle(*attempt, outcome);
  surroundings_->leave(*attempt->scenario);
}

bool Run::tick() {
  report_->tick(timestamp_now());
  const bool spent = std::chrono::steady_clock::now() - began_ >= options_.budget;
  if (options_.budget.count() == 0 || !spent) return !stop_requested();  // a coordinator sees later ones
  tally_->out_of_time = true;
  if (starts_no_more_.empty()) starts_no_more_ = budget_spent();
  return false;
}

ScenarioFacts Run::facts_of(const Attempt& attempt) const {
  return {.name = std::string(attempt.test_case.pickle->name),
          .place = attempt.test_case.place(),
          .tags = tags_of(*attempt.test_case.pickle),
          .arm = is_added(*attempt.scenario) ? options_.canaries.arm : options_.selection.arm,
          .seed = attempt.ids.seed,
          .evidence = evidence_of(attempt),
          .rerun = rerun_of(attempt)};
}

void Run::settle(const Attempt& attempt, const process::Outcome& outcome) {
  const messages::Outcome ended = attempt.record->outcome();
  tally_->count(ended, {.skipped = attempt.record->skipped(),
                        .flaky = attempt.ids.attempt > 0,
                        .unwritten = !options_.strict && attempt.record->only_unwritten()});
  tally_->canaries += is_added(*attempt.scenario) && ended == messages::Outcome::passed;
  const bool not_passed = ended != messages::Outcome::passed;
  if (options_.fail_fast && not_passed && starts_no_more_.empty())
    starts_no_more_ = "an earlier scenario did not pass (--fail-fast)";
  if (judged_ || not_passed) {  // otherwise there is no folder
    settle_evidence(evidence_of(attempt), options_, rerun_of(attempt), ended, outcome);
  }
}

// The run's process ended before its time: what it was in ends with it, and the rest is not started.
void Run::finish_for(const Unfinished& unfinished, process::Outcome how) {
  const bool stopped = how.ending == process::Ending::interrupted;
  const std::string what = process::describe(how);
  tally_->out_of_time = tally_->out_of_time || (stopped && !how.problem.empty());
  tally_->interrupted = stopped && !tally_->out_of_time;
  tally_->failed_otherwise = tally_->failed_otherwise || !stopped;
  starts_no_more_ = tally_->out_of_time ? how.problem
                    : stopped           ? "the run was interrupted before its turn"
                                        : "the run's process had ended before: " + what;
  if (!stopped) problems_.push_back("the run was cut short, its process ended: " + what);
  if (options_.isolation != Isolation::none) {
    how.ending = stopped ? how.ending : process::Ending::lost;
    how.problem = "the run's process ended: " + what;
  } else if (!stopped) {
    how.problem +=
        (how.problem.empty() ? "" : "; ") +
        std::string("with --isolate none that ends the run, with --isolate scenario only this scenario");
  }
  announce(unfinished.announced());
  for (const auto& attempt : unfinished.attempts()) finish_for(attempt, how);
  for (const Chosen& scenario : prepared_.plan.scenarios) {
    const auto is_this = [&](const auto& open) { return open.scenario == scenario.number; };
    if (unfinished.is_over(scenario.number) || std::ranges::any_of(unfinished.attempts(), is_this)) continue;
    never_begin({&scenario, unfinished.begun(scenario.number)}, starts_no_more_);
  }
}

void Run::finish_for(const Unfinished::Attempt& open, const process::Outcome& how) {
  auto attempt = attempt_at(prepared_.plan.scenarios[open.scenario], open.number);
  attempt->record = record_of(*attempt);
  for (const messages::Envelope& message : open.said) attempt->record->note(message);
  attempt->record->close(how, rerun_of(*attempt));
  settle(*attempt, how);
}

void Run::never_begin(const Schedule::Turn& turn, const std::string& why, bool skipped) {
  auto attempt = attempt_at(*turn.scenario, turn.attempt);
  attempt->record = record_of(*attempt);
  if (skipped) {
    attempt->record->skip(why);
    return settle(*attempt, {});
  }
  attempt->record->never_begin(why, rerun_of(*attempt));
  ++tally_->not_started;
}

}  // namespace

boost::system::result<Tally, CannotRun> run(const Options& options, const Registry& registry,
                                            const SubjectFactory& make_subject, messages::Sink& report) {
  return Run(options, registry, make_subject, report).run();
}

void throw_exception_from_error(const CannotRun& problem, const boost::source_location&) {
  throw std::runtime_error("the run cannot begin\n  " + boost::algorithm::join(problem.reasons, "\n  "));
}

}  // namespace ordeal::run
