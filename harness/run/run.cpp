#include "harness/run/run.hpp"

#include <boost/algorithm/string/join.hpp>

#include "harness/messages/note.hpp"
#include "harness/messages/shard_note.hpp"
#include "harness/process/enclosure.hpp"
#include "harness/process/machine.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/executor.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/plan_messages.hpp"
#include "harness/run/schedule.hpp"
#include "harness/run/surroundings.hpp"
#include "harness/text/seconds.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::run {
namespace {

constexpr const char* kRunId = "run";

// A canary that did not end as it must was not seen, however that came; a skipped one, too, unless somebody
// who selected it wanted that.
messages::Outcome as_canary(const ScenarioRecord& record, bool added) {
  const messages::Outcome ended = record.outcome();
  const bool unseen = ended == messages::Outcome::failed || ended == messages::Outcome::not_healed ||
                      (added && ended == messages::Outcome::passed && record.skipped());
  return unseen ? messages::Outcome::invalid : ended;
}

class Run {
 public:
  Run(const Options& options, const Registry& registry, const SubjectFactory& make_subject,
      messages::Sink& report)
      : options_(options), registry_(registry), make_subject_(make_subject), report_(report) {
    tally_.flaky_fails = options.flaky_fails;
  }

  boost::system::result<Tally, CannotRun> run() {
    report_.on(run_meta());
    plan();
    report_.on(messages::TestRunStarted{.timestamp = timestamp_now(), .id = kRunId});
    if (const auto& part = options_.shard)
      report_.on(messages::to_attachment({shared_id_, part->number, part->of}, kRunId, timestamp_now()));
    if (options_.canaries.left_out) report_.on(messages::run_note(kRunId, kCanariesLeftOut, timestamp_now()));
    if (!features_.unparsable.empty() || !problems_.empty()) return cannot_begin();
    messages::TestRunFinished end{.test_run_started_id = kRunId};
    try {
      execute_all();
    } catch (const std::exception& error) {  // the harness itself, or a report
      tally_.failed_otherwise = true;
      end.message = error.what();
      end.exception = messages::Exception{
          .type = "Error", .message = error.what(), .stack_trace = "Error: " + std::string(error.what())};
    }
    end.success = tally_.exit_code() == exit_code::kPassed;
    end.timestamp = timestamp_now();
    report_.on(end);
    return tally_;
  }

 private:
  void plan();
  CannotRun cannot_begin();
  void choose();
  std::vector<std::filesystem::path> visible_places() const;
  void execute_all();
  void announce() const;
  void execute_scenarios();
  void none_begins();

  std::unique_ptr<Attempt> next();
  std::unique_ptr<Attempt> attempt_at(const Chosen& scenario, int attempt) const;
  std::unique_ptr<ScenarioRecord> record_of(const Attempt& attempt);
  void perform(const Attempt& attempt, process::JobContext& job, const Emit& emit);
  void ended(std::unique_ptr<Attempt> attempt, const process::Outcome& outcome);
  bool tick();
  void settle(const Attempt& attempt, const process::Outcome& outcome);
  void count(const Attempt& attempt, messages::Outcome ended);
  void never_begin(const Schedule::Turn& turn, const std::string& why);
  ScenarioFacts facts_of(const Attempt& attempt) const;
  std::string rerun_of(const Attempt& attempt) const {
    const bool added = is_added(*attempt.scenario);
    return (added ? options_.canaries.rerun : options_.rerun) + " " + shell_word(attempt.test_case.place());
  }
  bool retries(const Attempt& attempt) const;
  bool has_canaries() const { return !options_.canaries.left_out && !options_.dry_run; }
  // Whether the run itself added the scenario.
  bool is_added(const Chosen& scenario) const { return scenario.number < canaries_added_; }
  int take_worker();

  const Options& options_;
  const Registry& registry_;
  const Registry none_{Declarations{}};  // a dry run has no hooks
  const SubjectFactory& make_subject_;
  messages::Sink& report_;
  const Emit emit_ = [this](const messages::Envelope& message) { report_.on(message); };
  const bool wants_plan_ = report_.wants_plan();
  const bool judged_ = static_cast<bool>(make_subject_);
  Features features_, canaries_;
  std::vector<std::string> problems_;  // why it cannot begin, besides features that do not parse
  Plan plan_;
  std::size_t pickles_ = 0;         // of all features, selected or not
  std::string shared_id_;           // of all shards of this run
  std::size_t canaries_added_ = 0;  // the first of the plan
  std::optional<Schedule> schedule_;
  std::optional<Surroundings> surroundings_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::string starts_no_more_;  // why
  std::vector<bool> workers_;   // which numbers are taken
  Tally tally_;
};

void Run::plan() {
  const OnFeature on_feature = [this](const Feature& feature, const Parsed& parsed) {
    pickles_ += parsed.pickles.size();
    if (wants_plan_) send_feature(feature.uri, parsed, emit_);
  };
  features_ = read_features(options_.paths, on_feature);
  if (has_canaries()) canaries_ = read_canaries(options_.canaries, features_, on_feature);
  std::ranges::move(canaries_.unparsable, std::back_inserter(features_.unparsable));
  problems_ = features_.unreadable;
  for (const FeatureProblem& wrong : features_.unparsable) send_problem(wrong, emit_);
  for (const Problem& wrong : registry_.problems()) {
    if (wrong.undefined_parameter_type.empty()) problems_.push_back(wrong.text());
    tally_.failed_otherwise = true;
  }
  if (wants_plan_) send_definitions(registry_, judged_, emit_);
  if (features_.unparsable.empty() && problems_.empty()) choose();
}

void Run::choose() {
  for (const std::string& id : unknown_ids(features_, options_.selection.ids)) {
    problems_.push_back("no scenario has the catalogue id " + id + ", a tag @" + id);
  }
  plan_ = make_plan(features_, options_.selection);
  for (std::string& mistake : keep_possible(plan_, registry_, options_.step_arms, options_.selection)) {
    problems_.push_back(std::move(mistake));
  }
  const std::size_t selected = plan_.scenarios.size();
  if (options_.shard) shared_id_ = id_of_run(plan_, options_.selection.arm, options_.seed);
  if (selected > 0 && options_.shard) keep_shard(plan_, *options_.shard, options_.durations);
  const bool has_any = !plan_.scenarios.empty();
  arrange(plan_, options_.order, options_.seed);
  if (has_any && has_canaries())
    canaries_added_ = add_canaries(plan_, options_.canaries, features_, canaries_);
  if (selected == 0) {
    problems_.push_back("no scenario is selected: " + std::to_string(features_.read.size()) +
                        " feature file(s) read; look at the paths, --tags, --name, --id and --on");
  } else if (plan_.scenarios.empty()) {
    problems_.push_back("this shard has no scenario: " + std::to_string(selected) + " are selected, for " +
                        std::to_string(options_.shard->of) + " shards; use fewer shards");
  }
  std::error_code refused;
  std::filesystem::create_directories(options_.evidence, refused);
  if (refused) {
    problems_.push_back("cannot make the evidence folder " + options_.evidence.string() + ": " +
                        refused.message() + "; name another one with --evidence");
  }
}

// The reports hold what is wrong, and end: features that do not parse stand in messages of their own,
// everything else in the message of the run.
CannotRun Run::cannot_begin() {
  messages::TestRunFinished end{.timestamp = timestamp_now(), .test_run_started_id = kRunId};
  if (!problems_.empty()) end.message = boost::algorithm::join(problems_, "\n");
  report_.on(end);
  CannotRun reasons;
  for (const FeatureProblem& wrong : features_.unparsable) reasons.reasons.push_back(wrong.text());
  std::ranges::move(problems_, std::back_inserter(reasons.reasons));
  return reasons;
}

void Run::execute_all() {
  surroundings_.emplace(plan_, options_.dry_run ? none_ : registry_, kRunId, options_.scenario_limit, emit_);
  if (surroundings_->begin()) {
    announce();
    execute_scenarios();
  } else {
    none_begins();
  }
  surroundings_->end();
  tally_.failed_otherwise = tally_.failed_otherwise || surroundings_->failed();
}

void Run::announce() const {
  for (std::size_t i = 0; wants_plan_ && i < plan_.scenarios.size(); ++i)
    report_.on(as_message(make_test_case(plan_.scenarios[i], registry_, judged_), registry_, kRunId));
}

// A hook of the run failed. Without test cases reports take every pickle for one that was to run; where all
// were, none is announced, as in Cucumber's own runners.
void Run::none_begins() {
  if (plan_.scenarios.size() < pickles_) announce();
  tally_.not_started += static_cast<int>(plan_.scenarios.size());
}

// Steps may read what lies beside their feature.
std::vector<std::filesystem::path> Run::visible_places() const {
  std::vector<std::filesystem::path> places = options_.visible;
  for (const Feature& feature : features_.read) {
    const auto file = std::filesystem::absolute(feature.uri);
    places.push_back(process::is_private_place(file.parent_path()) ? file : file.parent_path());
  }
  std::ranges::sort(places);
  const auto again = std::ranges::unique(places);
  places.erase(again.begin(), again.end());
  return places;
}

void Run::execute_scenarios() {
  schedule_.emplace(plan_);
  const ExecutorClient client{
      .next = [this] { return next(); },
      .ended = [this](auto attempt, const auto& outcome) { ended(std::move(attempt), outcome); },
      .tick = [this] { return tick(); }};
  const ExecutorOptions options{
      .scenario_limit = options_.scenario_limit,
      .step_limit = options_.step_limit,
      .at_once = options_.at_once,
      .way = options_.way,
      .evidence = options_.evidence,
      .visible = visible_places(),
      .perform = [this](const Attempt& attempt, auto& job, const Emit& emit) { perform(attempt, job, emit); },
      .attempt_of = [this](auto number, int attempt) { return attempt_at(plan_.scenarios[number], attempt); },
      .hooks_run = [this] { return surroundings_->hooks_run(); }};
  const bool interrupted = options_.isolation == Isolation::scenario ? execute_enclosed(options, client)
                           : options_.isolation == Isolation::worker ? execute_in_workers(options, client)
                                                                     : execute_here(options, client);
  tally_.interrupted = interrupted && !tally_.out_of_time;
  if (tally_.interrupted) starts_no_more_ = "the run was interrupted before its turn";
  if (starts_no_more_.empty()) starts_no_more_ = "a scenario before it ended the run";
  for (const auto& turn : schedule_->take_rest()) never_begin(turn, starts_no_more_);
}

std::unique_ptr<Attempt> Run::next() {
  while (starts_no_more_.empty()) {
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
    if (surroundings_->torn()) starts_no_more_ = context.error();
    never_begin(*turn, context.error());
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
               .attempt = attempt};
  made->hooks_before = surroundings_->hooks_run();
  return made;
}

std::unique_ptr<ScenarioRecord> Run::record_of(const Attempt& attempt) {
  return std::make_unique<ScenarioRecord>(attempt.test_case, attempt.ids.started, attempt.ids.attempt,
                                          report_, [this, &attempt] { return retries(attempt); });
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
  const Stage stage{registry_, make_subject_,  surroundings_->around(*attempt.scenario),
                    job,       options_.world, options_.dry_run};
  execute(attempt.test_case, attempt.ids, facts, stage, emit);
}

void Run::ended(std::unique_ptr<Attempt> attempt, const process::Outcome& outcome) {
  const Schedule::Turn turn{attempt->scenario, attempt->ids.attempt};
  process::Outcome why = outcome;
  if (options_.isolation == Isolation::none && outcome.ending == process::Ending::lost) surroundings_->tear();
  if (tally_.out_of_time && why.ending == process::Ending::interrupted) why.problem = starts_no_more_;
  if (attempt->ids.worker > 0) workers_[static_cast<std::size_t>(attempt->ids.worker) - 1] = false;
  attempt->record->close(why, rerun_of(*attempt));
  if (attempt->record->will_be_retried()) return schedule_->again(turn);
  schedule_->ended(turn);
  settle(*attempt, outcome);
  surroundings_->leave(*attempt->scenario);
}

bool Run::tick() {
  report_.tick(timestamp_now());
  const auto passed = std::chrono::steady_clock::now() - began_;
  if (options_.budget.count() == 0 || passed < options_.budget) return true;
  tally_.out_of_time = true;
  if (starts_no_more_.empty()) {
    starts_no_more_ = "the run's budget of " + in_seconds(options_.budget) + " was spent";
  }
  return false;
}

ScenarioFacts Run::facts_of(const Attempt& attempt) const {
  const gherkin::Pickle& pickle = *attempt.test_case.pickle;
  return {.name = std::string(pickle.name),
          .place = attempt.test_case.place(),
          .tags = tags_of(pickle),
          .arm = is_added(*attempt.scenario) ? options_.canaries.arm : options_.selection.arm,
          .seed = options_.seed,
          .evidence = evidence_folder(options_.evidence, pickle),
          .rerun = rerun_of(attempt)};
}

void Run::settle(const Attempt& attempt, const process::Outcome& outcome) {
  messages::Outcome ended = attempt.record->outcome();
  if (is_canary(*attempt.test_case.pickle)) ended = as_canary(*attempt.record, is_added(*attempt.scenario));
  count(attempt, ended);
  tally_.canaries += is_added(*attempt.scenario) && ended == messages::Outcome::passed;
  const bool not_passed = ended != messages::Outcome::passed;
  if (options_.fail_fast && not_passed && starts_no_more_.empty()) {
    starts_no_more_ = "an earlier scenario did not pass (--fail-fast)";
  }
  if (judged_ || not_passed) {  // otherwise there is no folder
    settle_evidence(evidence_folder(options_.evidence, *attempt.test_case.pickle), options_,
                    attempt.test_case.place(), ended, outcome);
  }
}

void Run::count(const Attempt& attempt, messages::Outcome ended) {
  switch (ended) {
    case messages::Outcome::passed:
      ++(attempt.record->skipped() ? tally_.skipped : attempt.ids.attempt > 0 ? tally_.flaky : tally_.passed);
      break;
    case messages::Outcome::failed:
      ++(!options_.strict && attempt.record->only_unwritten() ? tally_.unwritten : tally_.failed);
      break;
    case messages::Outcome::invalid:
      ++tally_.invalid;
      break;
    case messages::Outcome::not_healed:
      ++tally_.not_healed;
      break;
    case messages::Outcome::interrupted:  // the run knows that it was
      break;
    case messages::Outcome::not_started:
      ++tally_.not_started;
      break;
  }
}

void Run::never_begin(const Schedule::Turn& turn, const std::string& why) {
  auto attempt = attempt_at(*turn.scenario, turn.attempt);
  attempt->record = record_of(*attempt);
  attempt->record->never_begin(why, rerun_of(*attempt));
  ++tally_.not_started;
}

}  // namespace

int Tally::exit_code() const {
  if (interrupted) return exit_code::kInterrupted;
  if (invalid > 0) return exit_code::kInvalid;
  if (not_healed > 0) return exit_code::kNotHealed;
  if (failed > 0 || failed_otherwise || (flaky_fails && flaky > 0)) return exit_code::kFailed;
  return out_of_time ? exit_code::kBudget : exit_code::kPassed;
}

boost::system::result<Tally, CannotRun> run(const Options& options, const Registry& registry,
                                            const SubjectFactory& make_subject, messages::Sink& report) {
  return Run(options, registry, make_subject, report).run();
}

void throw_exception_from_error(const CannotRun& problem, const boost::source_location&) {
  std::string text = "the run cannot begin";
  for (const std::string& reason : problem.reasons) text += "\n  " + reason;
  throw std::runtime_error(text);
}

}  // namespace ordeal::run
