#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(DuplicateScenarioName, NamesTheSecondAndTheLineOfTheFirst) {
  EXPECT_THAT(
      findings("duplicate-scenario-name", {.feature = "Feature: f\n  Scenario: s\n  Rule: r\n    Scenario: "
                                                      "t\n    Scenario: s\n    Scenario:\n    Scenario:\n"}),
      ElementsAre(
          "a.feature:5:5: the scenario at line 2 is called 's', too: reports cannot tell them apart"));
}

}  // namespace
}  // namespace ordeal::lint
