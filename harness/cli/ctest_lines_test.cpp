#include "harness/cli/ctest_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ordeal::cli {
namespace {

std::string lines_for(const std::vector<ListedScenario>& scenarios) {
  std::ostringstream out;
  write_ctest_lines(
      out, scenarios,
      {.command = {"/a b/suite", "run"}, .prefix = "p ", .working_directory = "/w", .timeout = 9});
  return out.str();
}

TEST(CmakeArgument, HoldsAnyText) {
  EXPECT_EQ(cmake_argument("a \"b\" ${c} \\ ;"), "[[a \"b\" ${c} \\ ;]]");
  EXPECT_EQ(cmake_argument("a]"), "[=[a]]=]");
  EXPECT_EQ(cmake_argument("a]]b]=]c"), "[==[a]]b]=]c]==]");
  EXPECT_EQ(cmake_argument("a]="), "[[a]=]]");
  EXPECT_EQ(cmake_argument("]=]]="), "[==[]=]]=]==]");
  EXPECT_EQ(cmake_argument("\na"), "[[\n\na]]");
}

TEST(CtestLines, AddOneTestWithItsProperties) {
  EXPECT_EQ(
      lines_for({{"a.feature", 3, "F", "s", {"@x", "@y;z"}}}),
      "add_test([[p F: s]] [[/a b/suite]] [[run]] [[a.feature:3]])\n"
      "set_tests_properties([[p F: s]] PROPERTIES TIMEOUT 9 SKIP_RETURN_CODE 77 WORKING_DIRECTORY [[/w]] "
      "LABELS [[x;y\\;z]])\n");
}

TEST(CtestLines, TellScenariosOfOneNameApartByTheirPlaces) {
  const std::string lines = lines_for(
      {{"a.feature", 3, "F", "s", {}}, {"a.feature", 5, "F", "s", {}}, {"a.feature", 7, "F", "a\nb", {}}});
  EXPECT_THAT(lines, testing::HasSubstr("add_test([[p F: s (a.feature:3)]]"));
  EXPECT_THAT(lines, testing::HasSubstr("add_test([[p F: s (a.feature:5)]]"));
  EXPECT_THAT(lines, testing::HasSubstr("add_test([[p F: a b]]"));
}

}  // namespace
}  // namespace ordeal::cli
