#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(AmbiguousStep, NamesTheStepAndBothDefinitions) {
  EXPECT_THAT(
      findings("ambiguous-step",
               {.feature = "Feature: f\n  Scenario: s\n    Given 2 workers\n",
                .steps = {declared("Given", "{int} workers", 3), declared("Given", "{word} workers", 5)}}),
      ElementsAre(
          "a.feature:3:5: several definitions match '2 workers': steps/x.cpp:3, steps/x.cpp:5; make one "
          "wording differ"));
}

}  // namespace
}  // namespace ordeal::lint
