#include "harness/run/execute.hpp"

#include <gtest/gtest.h>

namespace ordeal::run {
namespace {

using messages::Outcome;
using messages::Status;

// A subject that judges as it was told to.
class Judged final : public Subject {
 public:
  explicit Judged(messages::Verdict verdict) : verdict_(std::move(verdict)) {}
  void lend(Context&) override {}
  messages::Verdict judge(bool) override { return verdict_; }

 private:
  messages::Verdict verdict_;
};

messages::Verdict healthy() {
  messages::Verdict verdict;
  verdict.healed = true;
  return verdict;
}

struct Ran {
  std::optional<Outcome> outcome;  // of the verdict that was sent
  std::vector<Status> steps;       // hooks, then the judgement
  int cases_finished = 0;
  std::string machine, complaint;  // the verdict's; the judgement's own message
};

// A scenario of nothing but hooks before it, which fail, skip or pass as a step would.
Ran run_hooks(const std::vector<std::function<void()>>& bodies,
              const std::function<std::unique_ptr<Subject>(const ScenarioFacts&)>& make_subject) {
  std::vector<Hook> hooks;
  for (const auto& body : bodies) hooks.push_back({.run = [body](Context&) { body(); }});
  const auto pickle = std::make_shared<gherkin::Pickle>(gherkin::Pickle{.uri = "a.feature", .name = "a"});
  TestCase test_case{.id = "case", .pickle = pickle};
  for (const Hook& hook : hooks) {
    test_case.steps.push_back({.id = "hook", .kind = TestStep::Kind::before_scenario, .hook = &hook});
  }
  test_case.steps.push_back({.id = "judgement", .kind = TestStep::Kind::judgement});
  process::JobContext job({}, process::Descriptor());
  Context outer;
  const Registry registry{Declarations{}};
  const SubjectFactory judged = [&](const ScenarioFacts& facts, process::JobContext&) {
    return make_subject(facts);
  };
  Ran ran;
  execute(
      test_case, {.started = "started"}, [] { return ScenarioFacts(); }, {registry, judged, outer, job},
      [&](const messages::Envelope& message) {
        if (const auto* attachment = std::get_if<messages::Attachment>(&message)) {
          const auto verdict = messages::verdict_from_json_text(attachment->body);
          ran.outcome = verdict->outcome;
          ran.machine = verdict->machine;
        } else if (const auto* step = std::get_if<messages::TestStepFinished>(&message)) {
          ran.steps.push_back(step->test_step_result.status);
          ran.complaint = step->test_step_result.message.value_or("");
        } else if (std::get_if<messages::TestCaseFinished>(&message)) {
          ++ran.cases_finished;
        }
      });
  return ran;
}

Ran run_hooks(const std::vector<std::function<void()>>& bodies, const messages::Verdict& verdict) {
  return run_hooks(bodies, [&](const ScenarioFacts&) { return std::make_unique<Judged>(verdict); });
}

void lacks() {
  throw MachineLacks("0 bytes are free");
}
void passes() {}
void fails() {
  EXPECT_TRUE(false);
}
void skips() {
  skip("not on this machine");
}

TEST(AScenario, PassesWhenAllIsWell) {
  const Ran ran = run_hooks({passes}, healthy());
  EXPECT_EQ(ran.outcome, Outcome::passed);
  EXPECT_EQ(ran.steps, (std::vector{Status::passed, Status::passed}));
  EXPECT_EQ(ran.cases_finished, 1);
}

TEST(AScenario, FailsWithItsStep) {
  EXPECT_EQ(run_hooks({fails}, healthy()).outcome, Outcome::failed);
}

TEST(AScenario, RunsNoHookBeforeItAfterOneThatFailedOrSkipped) {
  const std::vector expected{Status::failed, Status::skipped, Status::passed};
  EXPECT_EQ(run_hooks({fails, fails}, healthy()).steps, expected);
  EXPECT_EQ(run_hooks({fails, skips}, healthy()).outcome, Outcome::failed);
  EXPECT_EQ(run_hooks({skips, fails}, healthy()).outcome, Outcome::passed);
}

TEST(AScenario, ThatSkipsAndLeavesSomethingBehindIsNotHealed) {
  messages::Verdict dirty;
  dirty.left_over = {"process 4711"};
  EXPECT_EQ(run_hooks({skips}, healthy()).outcome, Outcome::passed);
  EXPECT_EQ(run_hooks({skips}, dirty).outcome, Outcome::not_healed);
}

TEST(AScenario, WhoseFaultNeverLandedIsInvalidAndItsJudgementFails) {
  messages::Verdict verdict = healthy();
  verdict.faults.push_back({.name = "out of memory", .landed = false, .evidence = "fired 0 times"});
  const Ran ran = run_hooks({passes}, verdict);
  EXPECT_EQ(ran.outcome, Outcome::invalid);
  EXPECT_EQ(ran.steps.back(), Status::failed);
}

TEST(AScenario, WhoseFaultNeverLandedIsInvalidAlsoWhenAStepFailed) {
  messages::Verdict verdict = healthy();
  verdict.faults.push_back({.name = "out of memory", .landed = false, .evidence = "fired 0 times"});
  EXPECT_EQ(run_hooks({fails}, verdict).outcome, Outcome::invalid);
  EXPECT_EQ(run_hooks({skips}, verdict).outcome, Outcome::passed) << "what was skipped was not tried";
}

TEST(AScenario, InWhichSomethingBrokeThatMustAlwaysHoldFailsWhateverFaultsLanded) {
  messages::Verdict verdict = healthy();
  verdict.faults.push_back({.name = "out of memory", .landed = false, .evidence = "fired 0 times"});
  verdict.broken = "at 3 s: slot-1 ended twice";
  for (const auto& body : {passes, fails}) {
    const Ran ran = run_hooks({body}, verdict);
    EXPECT_EQ(ran.outcome, Outcome::failed);
    EXPECT_EQ(ran.complaint, "what must always hold was broken at 3 s: slot-1 ended twice");
  }
}

TEST(AScenario, ThatTheMachineLacksSomethingForIsInvalidAndSaysWhat) {
  const Ran ran = run_hooks({lacks}, healthy());
  EXPECT_EQ(ran.outcome, Outcome::invalid);
  EXPECT_EQ(ran.machine, "0 bytes are free");
  EXPECT_EQ(ran.complaint, "invalid: the machine: 0 bytes are free");
}

TEST(AScenario, WhoseWorldTheMachineCannotHoldIsInvalidAndNotFailed) {
  const Ran ran = run_hooks({passes}, [](const ScenarioFacts&) -> std::unique_ptr<Subject> {
    throw MachineLacks("0 descriptors are left");
  });
  EXPECT_EQ(ran.outcome, Outcome::invalid);
  EXPECT_EQ(ran.machine, "0 descriptors are left");
}

TEST(AScenario, WhoseWorldCannotBeMadeForAnotherReasonFails) {
  const Ran ran = run_hooks(
      {passes}, [](const ScenarioFacts&) -> std::unique_ptr<Subject> { throw std::runtime_error("a bug"); });
  EXPECT_EQ(ran.outcome, std::nullopt) << "there was nothing to be judged";
  EXPECT_EQ(ran.steps.back(), Status::failed);
  EXPECT_EQ(ran.complaint, "a bug");
}

TEST(AScenario, ThatDidNotHealFailsItsJudgement) {
  messages::Verdict dirty;
  dirty.left_over = {"process 4711"};
  const Ran ran = run_hooks({passes}, dirty);
  EXPECT_EQ(ran.outcome, Outcome::not_healed);
  EXPECT_EQ(ran.steps.back(), Status::failed);
}

}  // namespace
}  // namespace ordeal::run
