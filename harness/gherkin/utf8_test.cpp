#include "harness/gherkin/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

constexpr std::size_t valid = std::string_view::npos;

TEST(Utf8, AcceptsTheFirstAndLastOfEachLength) {
  for (const char* text : {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(find_invalid_utf8(text), valid) << testing::PrintToString(text);
  }
}

TEST(Utf8, RefusesWhatIsNoCodePointOrLongerThanNeeded) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE"}) {
    EXPECT_EQ(find_invalid_utf8(text), 0u) << testing::PrintToString(text);
  }
}

TEST(Utf8, RefusesASequenceThatIsCutOff) {
  for (const char* text : {"\xC2", "\xE2\x80", "\xE2", "\xF0\x9F\x99", "\xE2\x80 ", "\xC3("}) {
    EXPECT_EQ(find_invalid_utf8(text), 0u) << testing::PrintToString(text);
  }
}

TEST(Utf8, FindsABadByteAtAnyOffset) {
  for (std::size_t offset = 0; offset < 40; ++offset) {
    std::string text(40, 'a');
    text[offset] = '\xFF';
    EXPECT_EQ(find_invalid_utf8(text), offset);
  }
}

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
