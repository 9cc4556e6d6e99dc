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
  const std::string result(Placeholders(name_cells, store, budget).replace(text, value_cells));
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

TEST(Placeholders, StopWhenTheBudgetIsSpent) {
  EXPECT_EQ(replaced("<a><a>", {"a"}, {"12345"}, 100), "1234512345");
  EXPECT_EQ(replaced("<a><a>", {"a"}, {"12345"}, 12), "exhausted");
}

}  // namespace
}  // namespace ordeal::gherkin
