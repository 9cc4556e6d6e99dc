#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

std::size_t number_for(const std::string& one, const std::string& other) {
  return findings("near-duplicate-step", {.steps = {declared("Given", one, 1), declared("Then", other, 2)}})
      .size();
}

TEST(NearDuplicateStep, NamesBothPlaces) {
  EXPECT_THAT(
      findings("near-duplicate-step", {.steps = {declared("When", "a slot is submitted", 1),
                                                 declared("When", "the slot is submitted", 5)}}),
      ElementsAre(
          "steps/x.cpp:5:1: 'the slot is submitted' is almost 'a slot is submitted' at steps/x.cpp:1: "
          "one meaning, one wording"));
}

TEST(NearDuplicateStep, SeesSmallDifferences) {
  EXPECT_EQ(number_for("{int} worker(s) run(s)", "{float} worker run"), 1u);
  EXPECT_EQ(number_for("The worker's log", "the workers log"), 1u);
  EXPECT_EQ(number_for("the director restarts", "the direcotr restarts"), 1u);
  EXPECT_EQ(number_for("{string} is recorded", "{word} is recorded"), 1u);
}

TEST(NearDuplicateStep, LeavesStepsThatMeanSomethingElse) {
  EXPECT_EQ(number_for("the worker starts", "the worker stops"), 0u);
  EXPECT_EQ(number_for("the slot is done", "the slot is gone"), 0u);
  EXPECT_EQ(number_for("{signal} is sent", "{word} is sent"), 0u);
  EXPECT_EQ(number_for("the director is started", "the director is restarted"), 0u);
}

}  // namespace
}  // namespace ordeal::lint
