#include "harness/json/utf8.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ordeal
