#include "pipeline/models/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace slots {
namespace {

TEST(Words, CaseAndPunctuationDoNotMatter) {
  EXPECT_EQ(word_rows("A Red  fox.", 678, 77), word_rows("a red fox", 678, 77));
  EXPECT_NE(word_rows("a red fox", 678, 77), word_rows("a red fax", 678, 77));
  EXPECT_NE(word_rows("a red fox", 678, 77), word_rows("red a fox", 678, 77));
}

TEST(Words, AreFourRowsOfTheTableEach) {
  const auto rows = word_rows("Zwölf Boxkämpfer 12 狐", 100, 77);
  EXPECT_EQ(rows.size(), 16U);
  EXPECT_TRUE(std::all_of(rows.begin(), rows.end(), [](auto r) { return r >= 0 && r < 100; }));
}

TEST(Words, BeyondTheMostAreCut) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "word" + std::to_string(i) + ' ';
  EXPECT_EQ(word_rows(text, 678, 77).size(), 77U * kRowsPerWord);
  EXPECT_EQ(word_rows("one two", 678, 2).size(), 2U * kRowsPerWord);
  EXPECT_EQ(word_rows("one two three", 678, 2), word_rows("one two", 678, 2));
}

TEST(Words, NothingButPunctuationIsOneWord) {
  EXPECT_EQ(word_rows(" …!", 678, 77).size() % kRowsPerWord, 0U);
}

TEST(Words, AnEmptyTextIsNeverEmptyForTheNetworks) {
  EXPECT_EQ(word_rows("", 678, 77), std::vector<std::int64_t>(kRowsPerWord, 0));
  EXPECT_EQ(word_rows(" .,;", 678, 77), std::vector<std::int64_t>(kRowsPerWord, 0));
}

}  // namespace
}  // namespace slots
