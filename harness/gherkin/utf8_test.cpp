#include "harness/gherkin/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points("aé€🙈"), 4u);
}

TEST(Trim, TakesAwayTheWhiteSpaceOfEcmaScript) {
  const std::string all = " \t\n\v\f\r\u00A0\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
  EXPECT_EQ(trim(all + "x y" + all), "x y");
  EXPECT_EQ(trim(all), "");
}

TEST(Trim, LeavesWhatOnlyLooksLikeIt) {
  for (const std::string text : {"\u0085", "\u200B", "\u180E", "\u2060", "\u3001", "\u20A0"}) {
    EXPECT_EQ(trim(text), text);
  }
}

TEST(TrimCell, LeavesLineFeeds) {
  EXPECT_EQ(trim_cell_left(" \t\u00A0\u0085\na"), "\na");
  EXPECT_EQ(trim_cell_right("a\n \t\u00A0\u0085"), "a\n");
  EXPECT_EQ(trim_cell_left(" \u00A0"), "");
  EXPECT_EQ(trim_cell_right("\u3000"), "\u3000");
}

TEST(WithoutTrailingComment, CutsAtWhiteSpaceBeforeAHash) {
  EXPECT_EQ(without_trailing_comment("@a #b"), "@a");
  EXPECT_EQ(without_trailing_comment("@a#b\u3000#c #d"), "@a#b");
  EXPECT_EQ(without_trailing_comment("#a"), "#a");
}

}  // namespace
}  // namespace ordeal::gherkin
