// Whatever fails, wherever, fails the scenario or the run: what plain GoogleTest would not pass.
#include <thread>

#include "harness/definitions/define.hpp"
#include "harness/run/run_fixture.hpp"

namespace ordeal::run {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

GIVEN("a thread that it joins fails", ()) {
  std::thread([] { ADD_FAILURE() << "by a thread"; }).join();
}
struct Lamp {
  MOCK_METHOD(void, on, ());
};
GIVEN("a lamp that must be switched on", (Lamp & lamp)) {
  EXPECT_CALL(lamp, on());
}
struct Last {
  ~Last() { ADD_FAILURE() << "by a destructor"; }
};
GIVEN("an object that fails when it goes", (Last&)) {}
GIVEN("it makes no sense here", ()) {
  skip("no sense");
}
BEFORE_FEATURE((), .tags = "@threads") {
  std::thread([] { ADD_FAILURE() << "by a thread of a hook"; }).join();
}
BEFORE_FEATURE((Last&), .tags = "@last") {}
BEFORE_FEATURE((), .tags = "@has-no-card") {
  skip("no card");
}
BEFORE_FEATURE((), .tags = "@unwritten") {
  pending("to be written");
}
BEFORE_FEATURE((), .tags = "@two-fail", .order = 1) {
  throw std::runtime_error("the first");
}
BEFORE_FEATURE((), .tags = "@two-fail", .order = 2) {
  throw std::runtime_error("the second");
}
// Goes behind the last step of its scenario.
struct FailsLate final : Subject {
  ~FailsLate() override {
    std::thread([] { ADD_FAILURE() << "by a thread behind the last step"; }).join();
  }
  void lend(Context&) override {}
  messages::Verdict judge(bool) override { return {.healed = true}; }
};

class AFailure : public RunFixture {};

INSTANTIATE_TEST_SUITE_P(In, AFailure, kEveryIsolation, name_of);

TEST_P(AFailure, FailsAScenarioOfWhichAThreadFails) {
  const Tally tally =
      run("Feature: f\n  Scenario: a\n    Given a thread that it joins fails\n  Scenario: b\n    Given it "
          "passes\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.passed, 1);
  EXPECT_THAT(seen_.statuses, UnorderedElementsAre(messages::Status::failed, messages::Status::passed));
  EXPECT_THAT(seen_.said, ElementsAre(HasSubstr("by a thread")));
}

TEST_P(AFailure, FailsTheLastStepOfAScenarioWhoseObjectsFailAsTheyGo) {
  const Tally tally = run(R"(Feature: f
  Scenario: a
    Given a lamp that must be switched on
    And it passes
  Scenario: b
    Given an object that fails when it goes
  @told
  Scenario: c
    Given an object that fails when it goes
    And it makes no sense here
  Scenario: d
    Given an object that fails when it goes
    And it fails
    And it passes
)");
  EXPECT_EQ(tally.failed, 4);
  EXPECT_EQ(tally.skipped, 0);
  EXPECT_THAT(seen_.said,
              Contains(AllOf(HasSubstr("Actual: never called"), HasSubstr("scenario's objects"))));
  EXPECT_THAT(seen_.said, Contains(HasSubstr("by a destructor")).Times(3));
}

TEST_P(AFailure, FailsWhenAThreadOfAHookDoes) {
  const Tally tally = run("@threads\nFeature: f\n  Scenario: a\n");
  EXPECT_THAT(seen_.hooks, ElementsAre(messages::Status::failed));
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
}

TEST_P(AFailure, FailsWhenWhatAHookMadeFailsAsItGoes) {
  const Tally tally = run("@last\nFeature: f\n  Scenario: a\n");
  EXPECT_EQ(tally.passed, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_FALSE(seen_.success);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("by a destructor")));
}

TEST_P(AFailure, FailsTheRunWhenItComesBehindTheLastStep) {
  std::ofstream(folder_ / "a.feature") << "Feature: f\n  Scenario: a\n    Given it passes\n";
  const auto make = [](const ScenarioFacts&, process::JobContext&) { return std::make_unique<FailsLate>(); };
  const Tally tally = run::run(options_, registry_, make, seen_).value();
  EXPECT_EQ(tally.passed, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed) << "a failure behind the last step was lost";
  EXPECT_THAT(seen_.said, Contains(HasSubstr("by a thread behind the last step")));
}

TEST_P(AFailure, IsWhatAHookThatIsNotWrittenDoes) {
  const Tally tally = run("@unwritten\nFeature: f\n  Scenario: a\n    Given it passes\n");
  EXPECT_EQ(tally.not_started, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.said, Contains(HasSubstr("pending: to be written")));
}

TEST_P(AFailure, OfTheFirstHookIsWhyNothingStarts) {
  const Tally tally = run("@two-fail\nFeature: f\n  Scenario: a\n    Given it passes\n");
  EXPECT_EQ(tally.not_started, 1);
  EXPECT_THAT(seen_.hooks, ElementsAre(messages::Status::failed, messages::Status::failed));
  EXPECT_THAT(seen_.said, Contains(HasSubstr("failed: the first")));
}

class AHookThatSkips : public RunFixture {};

INSTANTIATE_TEST_SUITE_P(In, AHookThatSkips, kEveryIsolation, name_of);

TEST_P(AHookThatSkips, SkipsTheScenariosInside) {
  const Tally tally =
      run("@has-no-card\nFeature: f\n  Scenario: a\n    Given it passes\n    And it passes\n  Scenario: b\n"
          "    Given it passes\n");
  EXPECT_EQ(tally.skipped, 2);
  EXPECT_EQ(tally.exit_code(), exit_code::kPassed);
  EXPECT_THAT(seen_.statuses, Each(messages::Status::skipped));
  EXPECT_THAT(seen_.said, Contains(HasSubstr("skipped them: no card")).Times(2));
}

TEST_P(AHookThatSkips, SkipsTheWholeRunWhenItIsOfTheRun) {
  Declarations declarations = Declarations::of_program();
  declarations.hooks.push_back({.scope = HookScope::run, .run = [](Context&) { skip("no card"); }});
  std::ofstream(folder_ / "a.feature") << "Feature: f\n  Scenario: a\n    Given it passes\n";
  const Tally tally = run::run(options_, Registry(declarations), {}, seen_).value();
  EXPECT_EQ(tally.skipped, 1);
  EXPECT_EQ(tally.passed, 0);
  EXPECT_TRUE(seen_.success);
}

}  // namespace
}  // namespace ordeal::run
