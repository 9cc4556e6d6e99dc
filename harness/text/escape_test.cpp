#include "harness/text/escape.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

TEST(Escape, WritesOnlyTheseCharactersInAnotherWay) {
  constexpr Escape escapes[] = {{'|', "\\|"}, {'\n', " "}};
  EXPECT_EQ(escaped("a|b\nc \\ ä", escapes), "a\\|b c \\ ä");
  EXPECT_EQ(escaped("", escapes), "");
}

TEST(Escape, KeepsATextFromBeingMarkup) {
  EXPECT_EQ(escaped_markup("<a href=\"x\">&amp;</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;");
  EXPECT_EQ(escaped_markup("it's"), "it's");
}

}  // namespace
}  // namespace ordeal
