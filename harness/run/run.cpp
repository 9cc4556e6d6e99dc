#include "harness/run/run.hpp"

#include <unistd.h>

#include <map>

#include "harness/messages/ndjson.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/execute.hpp"
#include "harness/run/meta.hpp"
#include "harness/run/scenario_record.hpp"

namespace ordeal::run {
namespace {

constexpr std::uint8_t kMessageFrame = 1;
constexpr const char* kRunId = "run";

class Run {
 public:
  Run(const Options& options, const Registry& registry, const SubjectFactory& make_subject,
      messages::Sink& report)
      : options_(options), registry_(registry), make_subject_(make_subject), report_(report) {}

  boost::system::result<Tally, CannotRun> run() {
    CannotRun problem = plan();
    start();
    if (!problem.reasons.empty() || !features_.unparsable.empty()) return cannot_begin(std::move(problem));
    execute_all();
    finish();
    return tally_;
  }

 private:
  CannotRun plan();
  CannotRun cannot_begin(CannotRun problem);
  void start();
  void execute_all();
  void finish();

  process::Job job_for(const PlannedScenario& scenario, std::size_t number);
  ScenarioFacts facts_of(const PlannedScenario& scenario) const;
  void settle(const PlannedScenario& scenario, ScenarioRecord& record, const process::Outcome& outcome);

  const Options& options_;
  const Registry& registry_;
  const SubjectFactory& make_subject_;
  messages::Sink& report_;
  gherkin::IncrementingIds ids_;
  Features features_;
  Plan plan_;
  Tally tally_;
  std::map<const PlannedScenario*, ScenarioRecord> records_;
};

CannotRun Run::plan() {
  CannotRun problem;
  features_ = read_features(options_.paths, ids_);
  problem.reasons = features_.unreadable;
  for (const Problem& wrong : registry_.problems()) problem.reasons.push_back(wrong.text());
  if (!problem.reasons.empty() || !features_.unparsable.empty()) return problem;
  plan_ = make_plan(features_, registry_, options_.selection, ids_);
  arrange(plan_, options_.order, options_.seed);
  if (plan_.scenarios.empty()) {
    problem.reasons.push_back("no scenario is selected: " + std::to_string(features_.read.size()) +
                              " feature file(s) read; look at the paths, --tags, --name and --on");
  }
  std::error_code refused;
  std::filesystem::create_directories(options_.evidence, refused);
  if (refused) {
    problem.reasons.push_back("cannot make the evidence folder " + options_.evidence.string() + ": " +
                              refused.message() + "; name another one with --evidence");
  }
  return problem;
}

void Run::start() {
  report_.on(run_meta());
  for (const auto& message : features_as_messages(features_)) report_.on(message);
  for (const auto& message : definitions_as_messages(registry_)) report_.on(message);
  report_.on(messages::TestRunStarted{.timestamp = timestamp_now(), .id = kRunId});
  for (const PlannedScenario& scenario : plan_.scenarios) {
    report_.on(as_message(scenario, registry_, kRunId));
    for (const auto& message : suggestions(scenario, registry_)) report_.on(message);
  }
}

// The reports hold what is wrong, and end: features that do not parse as messages of their own, everything
// else as the message of the run.
CannotRun Run::cannot_begin(CannotRun problem) {
  messages::TestRunFinished end{.timestamp = timestamp_now(), .test_run_started_id = kRunId};
  for (const std::string& reason : problem.reasons) {
    end.message = (end.message ? *end.message + "\n" : "") + reason;
  }
  report_.on(end);
  for (const FeatureProblem& wrong : features_.unparsable) problem.reasons.push_back(wrong.text());
  return problem;
}

ScenarioFacts Run::facts_of(const PlannedScenario& scenario) const {
  return {.name = std::string(scenario.pickle->name),
          .place = scenario.place(),
          .tags = scenario.tags(),
          .arm = options_.selection.arm,
          .seed = options_.seed,
          .evidence = evidence_folder(options_.evidence, scenario),
          .rerun = options_.rerun + " " + shell_word(scenario.place())};
}

process::Job Run::job_for(const PlannedScenario& scenario, std::size_t number) {
  const ScenarioFacts facts = facts_of(scenario);
  const ScenarioIds ids{.started = "started-" + std::to_string(number), .worker = "enclosure"};
  ScenarioRecord& record = records_.try_emplace(&scenario, scenario, ids.started, report_).first->second;
  process::Job job;
  job.name = facts.place;
  job.deadline = options_.scenario_limit;
  job.visible = {std::filesystem::absolute(options_.evidence)};
  job.work = [this, &scenario, facts, ids](process::JobContext& context) {
    std::filesystem::remove_all(facts.evidence);  // what an earlier run left
    std::filesystem::create_directories(facts.evidence);
    execute(scenario, facts, ids, make_subject_, context, [&](const messages::Envelope& message) {
      if (!context.send(kMessageFrame, messages::to_ndjson(message))) ::_exit(70);  // the harness is gone
    });
    return 0;
  };
  job.on_frame = [&record](process::Frame frame) {
    if (auto message = messages::from_ndjson(frame.payload)) record.on(std::move(*message));
  };
  job.on_end = [this, &scenario, &record](const process::Outcome& outcome) {
    settle(scenario, record, outcome);
  };
  return job;
}

void Run::settle(const PlannedScenario& scenario, ScenarioRecord& record, const process::Outcome& outcome) {
  record.close(outcome, facts_of(scenario).rerun);
  const bool canary = std::ranges::count(scenario.tags(), "@canary") > 0;
  messages::Outcome ended = record.outcome();
  if (canary && ended == messages::Outcome::failed)
    ended = messages::Outcome::invalid;  // the harness did not see it
  switch (ended) {
    case messages::Outcome::passed:
      record.skipped() ? ++tally_.skipped : ++tally_.passed;
      break;
    case messages::Outcome::failed:
      ++tally_.failed;
      break;
    case messages::Outcome::invalid:
      ++tally_.invalid;
      break;
    case messages::Outcome::not_healed:
      ++tally_.not_healed;
      break;
    case messages::Outcome::interrupted:  // tally_.interrupted says so for the run
      break;
  }
  settle_evidence(evidence_folder(options_.evidence, scenario), options_, scenario, ended, outcome);
}

void Run::execute_all() {
  process::Coordinator coordinator({.way = options_.way, .at_once = options_.at_once});
  std::size_t number = 0;
  for (const PlannedScenario& scenario : plan_.scenarios) coordinator.add(job_for(scenario, number++));
  tally_.interrupted = coordinator.run();
}

void Run::finish() {
  report_.on(messages::TestRunFinished{.success = tally_.exit_code() == exit_code::kPassed,
                                       .timestamp = timestamp_now(),
                                       .test_run_started_id = kRunId});
}

}  // namespace

int Tally::exit_code() const {
  if (interrupted) return exit_code::kInterrupted;
  if (invalid > 0) return exit_code::kInvalid;
  if (not_healed > 0) return exit_code::kNotHealed;
  return failed > 0 ? exit_code::kFailed : exit_code::kPassed;
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
