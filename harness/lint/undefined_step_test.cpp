#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(UndefinedStep, NamesTheStepAndTheNearestDefinition) {
  const std::vector<StepDeclaration> steps = {declared("Given", "a director with {int} worker(s)", 7)};
  EXPECT_THAT(
      findings("undefined-step", {.feature = "Feature: f\n  Scenario: s\n    Given a directer with 1 worker\n"
                                             "    And a director with 2 workers\n    And cheese\n",
                                  .steps = steps}),
      ElementsAre(
          "a.feature:3:5: no definition matches 'a directer with 1 worker'; the nearest is 'a director "
          "with {int} worker(s)' at steps/x.cpp:7",
          "a.feature:5:5: no definition matches 'cheese'"));
}

TEST(UndefinedStep, LeavesFeaturesAloneThatAreHandedToAnotherRun) {
  EXPECT_THAT(
      findings("undefined-step",
               {.feature = "Feature: f\n  Scenario: s\n    Given this runs:\n      \"\"\"gherkin\n      "
                           "Feature: g\n        Scenario: t\n          Given unknown\n      \"\"\"\n",
                .steps = {declared("Given", "this runs:")}}),
      IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
