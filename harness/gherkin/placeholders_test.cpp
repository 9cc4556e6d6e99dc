// The rule to keep: column after column, each time in the whole text.
#include "harness/gherkin/placeholders.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

std::string replaced(std::string_view text, std::initializer_list<std::string_view> names,
                     std::initializer_list<std::string_view> values, std::size_t max_work = 1 << 20) {
  const auto cells = [](auto texts) {
    std::vector<TableCell> all;
    for (const std::string_view value : texts) all.push_back({.value = value});
    return all;
  };
  const std::vector<TableCell> name_cells = cells(names), value_cells = cells(values);
  Store store{std::string()};
  Budget budget(max_work);
  Placeholders placeholders(name_cells, store, budget);
  placeholders.use(value_cells);
  const std::string result(placeholders.replace(text));
  return budget.exhausted() ? "exhausted" : result;
}

TEST(Placeholders, AreReplacedWhereverTheyStand) {
  EXPECT_EQ(replaced("<a> and <b><a>", {"a", "b"}, {"1", "2"}), "1 and 21");
  EXPECT_EQ(replaced("<a>", {"a"}, {""}), "");
  EXPECT_EQ(replaced("<>", {""}, {"x"}), "x");
}

TEST(Placeholders, StayWhenNoColumnHasTheirName) {
  EXPECT_EQ(replaced("<x> <a", {"a"}, {"1"}), "<x> <a");
  EXPECT_EQ(replaced("no placeholder >", {"a"}, {"1"}), "no placeholder >");
}

TEST(Placeholders, TakeTheFirstOfColumnsWithOneName) {
  EXPECT_EQ(replaced("<a>", {"a", "a"}, {"1", "2"}), "1");
}

TEST(Placeholders, MayComeFromTheValueOfAnEarlierColumn) {
  EXPECT_EQ(replaced("<a>", {"a", "b"}, {"<b>", "2"}), "2");
  EXPECT_EQ(replaced("<b>", {"a", "b"}, {"1", "<a>"}), "<a>");
}

TEST(Placeholders, MayBeCompletedByTheValueOfAnEarlierColumn) {
  EXPECT_EQ(replaced("<x<a>>", {"a", "xy"}, {"y", "2"}), "2");
  EXPECT_EQ(replaced("<a>b>", {"a", "b"}, {"<", "2"}), "2");
}

TEST(Placeholders, WorkBesideSignsForLess) {
  EXPECT_EQ(replaced("1 < 2 <a>", {"a"}, {"x"}), "1 < 2 x");
}

TEST(Placeholders, MayHaveBracketsInTheirName) {
  EXPECT_EQ(replaced("<a>b>", {"a>b"}, {"x"}), "x");
}

TEST(Placeholders, TakeOtherValuesInEachRowAndOtherTextsToo) {
  const std::vector<TableCell> names{{.value = "a"}, {.value = "b"}};
  const std::vector<TableCell> plain{{.value = "1"}, {.value = "2"}},
      nested{{.value = "<b>"}, {.value = "3"}};
  Store store{std::string()};
  Budget budget(1 << 20);
  Placeholders placeholders(names, store, budget);
  const std::string_view first = "<a>,<b>", second = "and <a>";
  for (int round = 0; round < 2; ++round) {
    placeholders.use(plain);
    EXPECT_EQ(placeholders.replace(first), "1,2");
    EXPECT_EQ(placeholders.replace(second), "and 1");
    placeholders.use(nested);
    EXPECT_EQ(placeholders.replace(first), "3,3");
    EXPECT_EQ(placeholders.replace(second), "and 3");
    placeholders.use(plain);
    EXPECT_EQ(placeholders.replace(second), "and 1");  // not in the order of the rows before
    EXPECT_EQ(placeholders.replace(first), "1,2");
    EXPECT_EQ(placeholders.replace("none"), "none");
  }
}

TEST(Placeholders, StopWhenTheBudgetIsSpent) {
  EXPECT_EQ(replaced("<a><a>", {"a"}, {"12345"}, 100), "1234512345");
  EXPECT_EQ(replaced("<a><a>", {"a"}, {"12345"}, 12), "exhausted");
}

}  // namespace
}  // namespace ordeal::gherkin
