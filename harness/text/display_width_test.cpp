#include "harness/text/display_width.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

TEST(DisplayWidth, IsOneForLettersOfAlphabets) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("slot 7"), 6u);
  EXPECT_EQ(display_width("Größe"), 5u);
  EXPECT_EQ(display_width("слот"), 4u);
}

TEST(DisplayWidth, IsOneForWhatUnicodeDoesNotKnow) {
  EXPECT_EQ(display_width("\u0378"), 1u);      // a free place among Greek letters
  EXPECT_EQ(display_width("\U000E0080"), 1u);  // and one far beyond all letters
  EXPECT_EQ(display_width("\U0002FFFD"), 2u);  // a free place that is kept for Chinese characters
}

TEST(DisplayWidth, IsTwoForEastAsianWideCharactersAndEmoji) {
  EXPECT_EQ(display_width("場景"), 4u);
  EXPECT_EQ(display_width("ａ"), 2u);
  EXPECT_EQ(display_width("한국"), 4u);
  EXPECT_EQ(display_width("🙈"), 2u);
  EXPECT_EQ(display_width("ｱ"), 1u);  // half width
}

TEST(DisplayWidth, IsNothingForMarksAboveLettersAndJoiners) {
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("\u200D"), 0u);
}

}  // namespace
}  // namespace ordeal
