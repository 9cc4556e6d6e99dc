#include "harness/text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal {
namespace {

TEST(Utf8, KeepsWellFormedText) {
  const std::string text = "a ä € 🥒 \u07FF \uD7FF \uE000 \U0010FFFF";
  EXPECT_EQ(valid_utf8(text), text);
}

TEST(Utf8, ReplacesEachByteThatIsNoPartOfASequence) {
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a\uFFFDb");
  EXPECT_EQ(valid_utf8("\x80"), "\uFFFD");                      // a continuation alone
  EXPECT_EQ(valid_utf8("\xC3"), "\uFFFD");                      // cut off
  EXPECT_EQ(valid_utf8("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
}

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

}  // namespace
}  // namespace ordeal
