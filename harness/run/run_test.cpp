// Whole runs of small suites: real processes, hooks, retries, limits.
#include "harness/run/run.hpp"

#include <signal.h>
#include <unistd.h>

#include <thread>

#include "harness/definitions/attachments.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"
#include "harness/run/run_fixture.hpp"

namespace ordeal::run {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Thing {
  int value = 0;
};
struct RuleThing {
  int value = 0;
};

GIVEN("it passes", ()) {}
GIVEN("it fails", ()) {
  EXPECT_EQ(1, 2);
}
GIVEN("it fails with {int} bytes of text", (int bytes)) {
  throw std::runtime_error(std::string(static_cast<std::size_t>(bytes), 'x'));
}
GIVEN("it crashes", ()) {
  std::abort();
}
GIVEN("it exits with {int}", (int code)) {
  _exit(code);
}
GIVEN("it hangs", ()) {
  for (volatile bool go_on = true; go_on;) std::this_thread::sleep_for(1ms);
}
GIVEN("it passes at attempt {int}", (CurrentScenario & scenario, int attempt)) {
  ASSERT_EQ(scenario.attempt, attempt);
}
THEN("the thing is {int}", (Thing & thing, int value)) {
  EXPECT_EQ(thing.value, value);
}
GIVEN("it attaches {string}", (Attachments & attachments, const std::string& text)) {
  attachments.log(text);
}
BEFORE_FEATURE((Thing & thing), .tags = "@thing") {
  thing.value += 7;
}
BEFORE_RULE((RuleThing & own, Thing& thing), .tags = "@more") {
  own.value = thing.value + 10;
}
THEN("the rule's thing is {int}", (RuleThing & thing, int value)) {
  EXPECT_EQ(thing.value, value);
}
BEFORE_FEATURE((), .tags = "@broken") {
  throw std::runtime_error("no such machine");
}
BEFORE_FEATURE((), .tags = "@crashing") {
  std::abort();
}
AFTER((Attachments & attachments, CurrentScenario& scenario), .tags = "@told") {
  attachments.log(scenario.failed ? "it failed" : "it passed");
}
BEFORE_STEP((Attachments & attachments, CurrentStep& step), .tags = "@steps") {
  attachments.log("before " + step.text);
}
AFTER_STEP((Attachments & attachments, CurrentStep& step), .tags = "@steps") {
  attachments.log("after " + step.text + (step.status == StepStatus::failed ? ", which failed" : ""));
}

class ARun : public RunFixture {};

INSTANTIATE_TEST_SUITE_P(In, ARun, kEveryIsolation, name_of);

TEST_P(ARun, CountsHowItsScenariosEnded) {
  const Tally tally = run(R"(Feature: f
  Scenario: a
    Given it passes
  Scenario: b
    Given it fails
  Scenario: c
    Given nobody wrote this
  Scenario: d
)");
  EXPECT_EQ(tally.passed, 2);
  EXPECT_EQ(tally.failed, 2);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_EQ(seen_.ends, 1);
  EXPECT_FALSE(seen_.success);
}

TEST_P(ARun, WithoutStrictnessPassesWhatIsNotWrittenYet) {
  options_.strict = false;
  const Tally tally = run("Feature: f\n  Scenario: a\n    Given nobody wrote this\n");
  EXPECT_EQ(tally.unwritten, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kPassed);
}

TEST_P(ARun, FailsOnlyTheScenarioThatCrashes) {
  const Tally tally = run(R"(Feature: f
  Scenario: a
    Given it crashes
  Scenario: b
    Given it passes
)");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.passed, process_survives_crashes() ? 1 : 0);
  EXPECT_EQ(tally.not_started, process_survives_crashes() ? 0 : 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("signal 6")));
  EXPECT_EQ(seen_.ends, 1);
}

TEST_P(ARun, SaysWhatWasTooLongForTheReports) {
  if (GetParam() == Isolation::none) GTEST_SKIP() << "there a message has no limit";
  const Tally tally =
      run("Feature: f\n  Scenario: a\n    Given it fails with 70000000 bytes of text\n  Scenario: b\n    "
          "Given it passes\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.passed, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("longer than the limit of 67108864")));
}

TEST_P(ARun, EndsAScenarioAtItsLimit) {
  options_.scenario_limit = 300ms;
  const Tally tally = run("Feature: f\n  Scenario: a\n    Given it hangs\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("0.3 s")));
}

TEST_P(ARun, EndsAStepAtItsLimit) {
  options_.step_limit = 300ms;
  const Tally tally = run("Feature: f\n  Scenario: a\n    Given it passes\n    And it hangs\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("0.3 s")));
  EXPECT_THAT(seen_.statuses, ElementsAre(messages::Status::passed, messages::Status::failed));
}

TEST_P(ARun, TriesAgainWhatFailedAndCallsItFlaky) {
  options_.retries = 2;
  const std::string feature = "Feature: f\n  Scenario: a\n    Given it passes at attempt 1\n";
  Tally tally = run(feature);
  EXPECT_EQ(tally.flaky, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kPassed);
  EXPECT_THAT(seen_.attempts, ElementsAre(0, 1));
  options_.flaky_fails = true;
  EXPECT_EQ(run(feature).exit_code(), exit_code::kFailed);
}

TEST_P(ARun, TriesAgainOnlyAsOftenAndWhatItMay) {
  options_.retries = 2;
  options_.retry_tags = *expressions::TagExpression::parse("@net");
  const Tally tally =
      run("Feature: f\n  @net\n  Scenario: a\n    Given it fails\n  Scenario: b\n    Given it fails\n");
  EXPECT_EQ(tally.failed, 2);
  EXPECT_EQ(seen_.attempts.size(), 4u);
}

TEST_P(ARun, StopsAfterTheFirstFailureWhenItIsToFailFast) {
  options_.fail_fast = true;
  options_.at_once = 1;
  const Tally tally =
      run("Feature: f\n  Scenario: a\n    Given it fails\n  Scenario: b\n    Given it passes\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.not_started, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("--fail-fast")));
}

TEST_P(ARun, EndsWithItsBudgetAndReportsEachScenario) {
  options_.budget = 300ms;
  options_.at_once = 1;
  const Tally tally =
      run("Feature: f\n  Scenario: a\n    Given it hangs\n  Scenario: b\n    Given it passes\n");
  EXPECT_TRUE(tally.out_of_time);
  EXPECT_EQ(tally.not_started, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kBudget);
  EXPECT_EQ(seen_.attempts.size(), 2u);
  EXPECT_EQ(seen_.ends, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("budget of 0.3 s")));
}

TEST_P(ARun, StartsNothingMoreAfterCtrlCAndReportsTheRest) {
  options_.at_once = 1;
  seen_.on_message = [once = true](const messages::Envelope& message) mutable {
    if (once && std::holds_alternative<messages::TestCaseFinished>(message)) {
      once = false;
      raise(SIGINT);
    }
  };
  const Tally tally = run(R"(Feature: f
  Scenario: a
    Given it passes
  Scenario: a worker may have been given this before anybody looked
    Given it hangs
  Scenario: c
    Given it fails
)");
  EXPECT_TRUE(tally.interrupted);
  EXPECT_EQ(tally.passed, 1);
  EXPECT_GE(tally.not_started, 1);
  EXPECT_EQ(tally.failed, 0);
  EXPECT_EQ(tally.exit_code(), exit_code::kInterrupted);
  EXPECT_EQ(seen_.attempts.size(), 3u);
  EXPECT_EQ(seen_.ends, 1);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("interrupted before its turn")));
}

TEST_P(ARun, EndsWhatRunsAtCtrlC) {
  seen_.on_message = [](const messages::Envelope& message) {
    if (std::holds_alternative<messages::TestStepStarted>(message)) raise(SIGINT);
  };
  const Tally tally = run("Feature: f\n  Scenario: a\n    Given it hangs\n");
  EXPECT_TRUE(tally.interrupted);
  EXPECT_EQ(tally.failed, 0);
  EXPECT_EQ(tally.exit_code(), exit_code::kInterrupted);
  EXPECT_THAT(seen_.statuses, ElementsAre(messages::Status::skipped));
  EXPECT_EQ(seen_.ends, 1);
}

TEST_P(ARun, RunsNothingWhenItIsDry) {
  options_.dry_run = true;
  const Tally tally =
      run("@broken\nFeature: f\n  @told\n  Scenario: a\n    Given it crashes\n    And nobody wrote this\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_THAT(seen_.statuses,
              ElementsAre(messages::Status::skipped, messages::Status::undefined, messages::Status::skipped));
  EXPECT_THAT(seen_.logs, IsEmpty());
  EXPECT_THAT(seen_.hooks, IsEmpty());
}

TEST_P(ARun, SharesWhatHooksOfAFeatureAndRuleMade) {
  const Tally tally = run(R"(@thing
Feature: f
  Scenario: a
    Then the thing is 7
  @more
  Rule: r
    Scenario: b
      Then the rule's thing is 17
    Scenario: c
      Then the rule's thing is 17
      And the thing is 7
)");
  EXPECT_EQ(tally.passed, 3) << testing::PrintToString(seen_.said);
  EXPECT_THAT(seen_.hooks, ElementsAre(messages::Status::passed, messages::Status::passed));
}

TEST_P(ARun, StartsNoScenarioBehindAHookThatFailed) {
  const Tally tally = run("@broken\nFeature: f\n  Scenario: a\n    Given it passes\n  Scenario: b\n");
  EXPECT_EQ(tally.not_started, 2);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("no such machine")));
}

TEST_P(ARun, EndsWithAHookThatCrashesTheHarness) {
  const Tally tally = run("@crashing\nFeature: f\n  Scenario: a\n    Given it passes\n");
  EXPECT_EQ(tally.not_started, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_EQ(seen_.ends, 1);
}

TEST_P(ARun, TellsHooksWhatHappened) {
  run("Feature: f\n  @told @steps\n  Scenario: a\n    Given it attaches \"x\"\n    And it fails\n    And it "
      "passes\n");
  EXPECT_THAT(seen_.logs, ElementsAre("before it attaches \"x\"", "x", "after it attaches \"x\"",
                                      "before it fails", "after it fails, which failed", "it failed"));
}

TEST_P(ARun, RunsEachScenarioOnceInAnyOrder) {
  std::string feature = "Feature: f\n";
  for (int i = 0; i < 40; ++i)
    feature += i % 7 ? "  Scenario: s\n    Given it passes\n" : "  @serial\n  Scenario: s\n";
  options_.order = Order::random;
  EXPECT_EQ(run(feature).passed, 40);
  EXPECT_EQ(seen_.attempts.size(), 40u);
}

TEST_P(ARun, LeavesThePlanOutWhereNoReportWantsIt) {
  seen_.plan_wanted = false;
  EXPECT_EQ(run("Feature: f\n  Scenario: a\n    Given it passes\n").passed, 1);
  EXPECT_EQ(seen_.plan_messages, 3);  // the run, the step and the case begin and end
}

TEST_P(ARun, GoesOnBehindAStepThatFailedWhereThatIsAskedFor) {
  options_.go_on = true;
  EXPECT_EQ(run("Feature: f\n  Scenario: a\n    Given it fails\n    And it passes\n    And it fails\n    And "
                "nobody "
                "wrote this\n    And it passes\n")
                .failed,
            1);
  using enum messages::Status;
  EXPECT_THAT(seen_.statuses, ElementsAre(failed, passed, failed, undefined, skipped));
}

TEST_P(ARun, FailsWhereItGoesOnAndTheLastStepPasses) {
  options_.go_on = true;
  const Tally tally = run("Feature: f\n  @told\n  Scenario: a\n    Given it fails\n    And it passes\n");
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.logs, ElementsAre("it failed"));
}

TEST_P(ARun, EndsAScenarioAtTheLimitOfItsTag) {
  const Tally tally = run("@limit(30s)\nFeature: f\n  @limit(0.2s)\n  Scenario: a\n    Given it hangs\n");
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("the scenario's limit of 0.2 s (its tag @limit)")));
}

TEST_P(ARun, DoesNotBeginWithALimitThatIsNone) {
  run("Feature: f\n  @limit(soon)\n  Scenario: a\n    Given it passes\n  @limit(0)\n  Scenario: b\n");
  EXPECT_THAT(refused_, ElementsAre(HasSubstr("a.feature:3: @limit(soon): \"soon\" is no duration"),
                                    HasSubstr("a.feature:6: @limit(0): a limit must be above 0")));
}

TEST_P(ARun, OfNothingCannotBegin) {
  options_.selection.names = {"nobody"};
  run("Feature: f\n  Scenario: a\n");
  EXPECT_THAT(refused_, Contains(HasSubstr("no scenario is selected")));
  options_.selection.names = {};
  options_.selection.ids = {"GPU-99"};
  run("Feature: f\n  Scenario: a\n");
  EXPECT_THAT(refused_, Contains(HasSubstr("GPU-99")));
}

TEST_P(ARun, OfNothingPassesWhereThatIsAllowedAndSaysSo) {
  options_.allow_empty = true;
  options_.shard = Shard{.number = 2, .of = 2};
  const Tally tally = run("@crashing\nFeature: f\n  Scenario: a\n");
  EXPECT_EQ(tally.exit_code(), exit_code::kPassed);
  EXPECT_THAT(seen_.logs, Contains("this shard has no scenario: 1 are selected, for 2 shards (allowed by "
                                   "--allow-empty)"));
  EXPECT_EQ(seen_.ends, 1);
}

}  // namespace
}  // namespace ordeal::run
