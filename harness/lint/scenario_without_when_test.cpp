#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(ScenarioWithoutWhen, NamesIt) {
  EXPECT_THAT(
      findings("scenario-without-when", {.feature = "Feature: f\n  Scenario: s\n    Given a\n    Then b\n"}),
      ElementsAre(testing::StartsWith("a.feature:2:3: 's': nothing happens in it")));
}

TEST(ScenarioWithoutWhen, TakesOneOfABackground) {
  EXPECT_THAT(
      findings("scenario-without-when",
               {.feature =
                    "Feature: f\n  Rule: r\n    Background:\n      When a\n    Scenario: s\n      Then b\n"}),
      IsEmpty());
}

TEST(ScenarioWithoutWhen, DoesNotJudgeEmptyScenariosAndStepsWithoutAType) {
  EXPECT_THAT(
      findings("scenario-without-when", {.feature = "Feature: f\n  Scenario: s\n  Scenario: t\n    * a\n"}),
      IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
