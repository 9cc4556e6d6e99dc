#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(SleepStep, NamesStepsAndDefinitionsThatWaitAFixedTime) {
  EXPECT_THAT(findings("sleep-step", {.feature = "Feature: f\n  Scenario: s\n    When I wait 5 seconds\n",
                                      .steps = {declared("When", "I wait {int} seconds", 3)}}),
              ElementsAre(HasSubstr("a.feature:3:5: 'I wait 5 seconds' waits a fixed time"),
                          HasSubstr("steps/x.cpp:3:1: 'I wait {int} seconds' waits a fixed time")));
}

TEST(SleepStep, KnowsManyWordings) {
  for (const char* text :
       {"sleep 10s", "the client sleeps for {duration}", "we wait for 250 ms", "I wait a moment",
        "pause for two minutes", "Wait {float} second(s) more", "the test sleeps"}) {
    EXPECT_EQ(findings("sleep-step", {.steps = {declared("When", text)}}).size(), 1u) << text;
  }
}

TEST(SleepStep, LeavesStepsThatWaitForSomething) {
  for (const char* text :
       {"wait up to 5 s for the slot", "the slot is done within {duration}", "wait for 5 workers",
        "the output says sleep 5 times", "we wait until 5 seconds are over on the clock"}) {
    EXPECT_THAT(findings("sleep-step", {.steps = {declared("When", text)}}), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace ordeal::lint
