#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

const std::vector<StepDeclaration> two_steps = {declared("Given", "one", 1), declared("Given", "two", 4)};

TEST(UnusedStep, NamesDefinitionsThatNoFeatureUses) {
  EXPECT_THAT(
      findings("unused-step", {.feature = "Feature: f\n  Scenario: s\n    Given one\n", .steps = two_steps}),
      ElementsAre("steps/x.cpp:4:1: no feature uses 'two': use it or delete it"));
}

TEST(UnusedStep, IsNotKnownWhenOnlySomeFeaturesAreLookedAt) {
  EXPECT_THAT(findings("unused-step", {.steps = two_steps, .whole = false}), IsEmpty());
}

TEST(UnusedStep, CountsStepsOfAFeatureInADocString) {
  EXPECT_THAT(
      findings("unused-step",
               {.feature = "Feature: f\n  Scenario: s\n    Given one\n      \"\"\"gherkin\n      Feature: "
                           "g\n        Scenario: t\n          Given two\n      \"\"\"\n",
                .steps = two_steps}),
      IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
