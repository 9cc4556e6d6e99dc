#include "harness/expressions/word_pattern.hpp"

#include <gmock/gmock.h>

namespace ordeal::expressions {
namespace {

// "a" a literal, "?" one word, "*" several.
std::string words_of(const std::string& expression) {
  const ParameterTypes types;
  std::string text;
  for (const WordPattern& word : word_patterns(parse(expression).value(), types)) {
    text += text.empty() ? "" : "|";
    text += word.kind == WordPattern::Kind::literal ? word.literal
            : word.kind == WordPattern::Kind::one   ? "?"
                                                    : "*";
  }
  return text;
}

TEST(WordPatterns, AreTheLiteralWordsOfPlainText) {
  EXPECT_EQ(words_of("a slot is submitted"), "a|slot|is|submitted");
  EXPECT_EQ(words_of("two  spaces"), "two||spaces");
  EXPECT_EQ(words_of("a \\{brace} \\/ slash"), "a|{brace}|/|slash");
  EXPECT_EQ(words_of(""), "");
}

TEST(WordPatterns, TakeOneWordForAParameterWithoutSpaces) {
  EXPECT_EQ(words_of("{int} workers in {word}: {float}%"), "?|workers|in|?|?");
  EXPECT_EQ(words_of("worker{int}x ends"), "?|ends");
}

TEST(WordPatterns, TakeSeveralWordsForAParameterThatMayHoldSpaces) {
  EXPECT_EQ(words_of("the prompt {string} and {}"), "the|prompt|*|and|*");
  EXPECT_EQ(words_of("within {duration} of {bytes}"), "within|*|of|*");
}

TEST(WordPatterns, TakeOneWordForOptionalAndAlternativeText) {
  EXPECT_EQ(words_of("{int} worker(s) is/are gone"), "?|?|?|gone");
  EXPECT_EQ(words_of("a( very) big slot"), "*|big|slot");
}

TEST(WordPatterns, ARegularExpressionWithoutSpacesIsPlainToSee) {
  for (const char* one :
       {"-?\\d+", "[^\\s]+", "[^ ]*", "audio|image|video|clip", "[a-zA-Z_\\d]+", "(?:a|b)+", "\\.\\S"})
    EXPECT_TRUE(matches_no_space(one)) << one;
  for (const char* other :
       {".*", "\"[^\"]*\"", "a b", "\\s", "\\D+", "[^a]", "[ -~]", "[[:space:]]", "[\\x20]", "\\x20", "\\pZ",
        "\\C", "\\", "[a", "[^\\S]", "[\\s]", "[\x01-~]", "[^\x01]"})
    EXPECT_FALSE(matches_no_space(other)) << other;
}

}  // namespace
}  // namespace ordeal::expressions
