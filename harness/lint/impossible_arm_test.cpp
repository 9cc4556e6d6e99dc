#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

const char* feature =
    "@sim\nFeature: f\n  @cpu @cuda\n  Scenario: s\n    When a byte is flipped\n"
    "  Scenario: of no arm but the feature's\n    When a slot is submitted\n";

TEST(ImpossibleArm, NamesEachTagThatPromisesWhatAStepCannotDo) {
  EXPECT_THAT(findings("impossible-arm", {.feature = feature,
                                          .steps = {declared("When", "a byte is flipped")},
                                          .arms = {"cpu", "sim", "cuda"},
                                          .step_arms = {{"a byte is flipped", {"cpu"}}}}),
              ElementsAre(HasSubstr("a.feature:4:3: \"a byte is flipped\" cannot be on the arm cuda"),
                          HasSubstr("a.feature:4:3: \"a byte is flipped\" cannot be on the arm sim")));
}

TEST(ImpossibleArm, SaysNothingOfStepsThatCanBeEverywhere) {
  EXPECT_THAT(findings("impossible-arm", {.feature = feature,
                                          .steps = {declared("When", "a byte is flipped")},
                                          .arms = {"cpu", "sim", "cuda"}}),
              IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
