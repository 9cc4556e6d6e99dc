#include "harness/run/plan.hpp"

#include <gmock/gmock.h>

#include "harness/run/parsed_fixture.hpp"

namespace ordeal::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

constexpr const char* kText =
    "Feature: a\n"                  // 1
    "  Scenario: first\n"           // 2
    "    Given x\n"                 // 3
    "  @sim\n"                      // 4
    "  Scenario Outline: of <n>\n"  // 5
    "    Given <n>\n"               // 6
    "    Examples:\n"               // 7
    "      | n |\n"                 // 8
    "      | 1 |\n"                 // 9
    "      | 2 |\n"                 // 10
    "  @cpu @slow\n"                // 11
    "  Scenario: last\n"            // 12
    "    Given x\n";                // 13

std::vector<std::string> planned(Selection selection, std::vector<std::uint32_t> lines = {}) {
  selection.arms = {"sim", "cpu", "cuda"};
  Features features;
  features.read.push_back(parsed("a.feature", kText, std::move(lines)));
  std::vector<std::string> places;
  for (const auto& scenario : make_plan(features, selection).scenarios) {
    places.push_back(scenario.place());
  }
  return places;
}

TEST(APlan, HasTheScenariosOfItsArm) {
  EXPECT_THAT(planned({.arm = "sim"}), ElementsAre("a.feature:2", "a.feature:9", "a.feature:10"));
  EXPECT_THAT(planned({.arm = "cpu"}), ElementsAre("a.feature:2", "a.feature:12"));
  EXPECT_THAT(planned({.arm = "cuda"}), ElementsAre("a.feature:2"));
}

TEST(APlan, HasTheScenariosWhoseTagsAndNamesAreAskedFor) {
  EXPECT_THAT(planned({.tags = *expressions::TagExpression::parse("not @slow"), .arm = "cpu"}),
              ElementsAre("a.feature:2"));
  EXPECT_THAT(planned({.names = {"of 2", "las"}, .arm = "sim"}), ElementsAre("a.feature:10"));
  EXPECT_THAT(planned({.names = {"nobody"}, .arm = "sim"}), IsEmpty());
}

TEST(APlan, HasTheScenariosOfACatalogueId) {
  EXPECT_THAT(planned({.ids = {"slow", "GPU-02"}, .arm = "cpu"}), ElementsAre("a.feature:12"));
  EXPECT_THAT(planned({.ids = {"slo"}, .arm = "cpu"}), IsEmpty());
}

TEST(APlan, WithoutArmsTakesTheirTagsForTagsLikeAnyOther) {
  Features features;
  features.read.push_back(parsed("a.feature", kText));
  EXPECT_EQ(make_plan(features, {}).scenarios.size(), 4u);
}

TEST(APlan, TakesALineForTheScenarioThatItIsIn) {
  EXPECT_THAT(planned({.arm = "sim"}, {3}), ElementsAre("a.feature:2"));
  EXPECT_THAT(planned({.arm = "sim"}, {10}), ElementsAre("a.feature:10"));
  EXPECT_THAT(planned({.arm = "sim"}, {2, 9}), ElementsAre("a.feature:2", "a.feature:9"));
  EXPECT_THAT(planned({.arm = "sim"}, {1}), IsEmpty());
}

TEST(APlan, TakesALineOfAnOutlineAboveItsRowsForAllOfThem) {
  EXPECT_THAT(planned({.arm = "sim"}, {5}), ElementsAre("a.feature:9", "a.feature:10"));
  EXPECT_THAT(planned({.arm = "sim"}, {8}), ElementsAre("a.feature:9", "a.feature:10"));
}

TEST(APlan, IsArrangedTheSameWayForTheSameSeed) {
  Features features;
  features.read.push_back(parsed("a.feature", kText));
  const auto arranged = [&](Order order, std::uint64_t seed) {
    Plan plan = make_plan(features, {.arm = "sim", .arms = {"sim", "cpu"}});
    arrange(plan, order, seed);
    std::vector<std::string> places;
    for (const auto& scenario : plan.scenarios) places.push_back(scenario.place());
    return places;
  };
  const auto defined = arranged(Order::defined, 1);
  EXPECT_THAT(arranged(Order::reverse, 1), ElementsAre("a.feature:10", "a.feature:9", "a.feature:2"));
  EXPECT_THAT(arranged(Order::random, 5), UnorderedElementsAreArray(defined));
  EXPECT_EQ(arranged(Order::random, 5), arranged(Order::random, 5));
  EXPECT_NE(arranged(Order::random, 5), arranged(Order::random, 6));
}

}  // namespace
}  // namespace ordeal::run
