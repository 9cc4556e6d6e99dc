#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(EmptyScenario, NamesScenariosWithoutStepsAndExamplesWithoutRows) {
  EXPECT_THAT(findings("empty-scenario",
                       {.feature = "Feature: f\n  Scenario: s\n  Scenario Outline: t\n    Given <a>\n"
                                   "    Examples:\n      | a |\n"}),
              ElementsAre("a.feature:2:3: 's' has no steps, so it says nothing",
                          "a.feature:5:5: these examples of 't' have no rows, so nothing runs"));
}

}  // namespace
}  // namespace ordeal::lint
