// What matches without RE2 must match as with it, to the last group.
#include "harness/expressions/plain_regexp.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <array>
#include <random>

#include "harness/expressions/compiler.hpp"

namespace ordeal::expressions {
namespace {

using Found = std::vector<std::optional<std::pair<std::size_t, std::string>>>;  // each group's place and text

Found found(std::string_view text, std::span<const std::string_view> groups) {
  Found all;
  for (const std::string_view group : groups) {
    if (group.data() == nullptr) {
      all.emplace_back(std::nullopt);
    } else {
      all.emplace_back(std::pair(static_cast<std::size_t>(group.data() - text.data()), std::string(group)));
    }
  }
  return all;
}

std::optional<Found> by_re2(const re2::RE2& regexp, std::string_view text) {
  std::vector<re2::StringPiece> matches(static_cast<std::size_t>(regexp.NumberOfCapturingGroups()) + 1);
  const re2::StringPiece piece(text.data(), text.size());
  if (!regexp.Match(piece, 0, text.size(), re2::RE2::UNANCHORED, matches.data(),
                    static_cast<int>(matches.size()))) {
    return std::nullopt;
  }
  std::vector<std::string_view> groups;
  for (const auto& match : matches) groups.emplace_back(match.data(), match.size());
  return found(text, groups);
}

// Nothing where it gave up, which it may only say.
std::optional<std::optional<Found>> plainly(const PlainRegexp& regexp, std::string_view text) {
  std::array<std::string_view, PlainRegexp::kMostGroups> groups;
  switch (regexp.match(text, std::span(groups).first(regexp.groups()))) {
    case PlainRegexp::Answer::match:
      return found(text, std::span(groups).first(regexp.groups()));
    case PlainRegexp::Answer::no_match:
      return std::optional<Found>();
    case PlainRegexp::Answer::gave_up:
      break;
  }
  return std::nullopt;
}

std::string pattern_of(const std::string& expression) {
  static const ParameterTypes types;
  return compile(expression, types).value().regexp;
}

// A text of pieces that expressions look for, so that many match and many nearly do.
class Texts {
 public:
  explicit Texts(unsigned seed) : random_(seed) {}

  std::string piece() {
    static const std::vector<std::string> pieces{
        "a",    "the",     " ",    " ",       "  ",      "s",        "cucumber", "7",    "-42",  "1.5",
        ".5",   "+3E-7",   "-",    "E2",      ".",       "\"",       "'",        "\\",   "\\\"", "\\'",
        "\\\\", "\"a b\"", "\"\"", "''",      "'x\\'y'", "\"\\\"\"", "\n",       "\t",   "\v",   "é",
        "счёт", "€",       "😀",   "\u00A0",  "250 ms",  "1.5 s",    "µs",       "2min", "6 GB", "512MiB",
        "95 %", "3rd",     "1st",  "SIGKILL", "SIGTERM", "70",       "137",      "1234", "/",    "red",
        "blue", "(",       "{",    "0",       "00"};
    return pieces[random_() % pieces.size()];
  }

  std::string text() {
    std::string made;
    for (std::size_t left = random_() % 9; left > 0; --left) made += piece();
    return made;
  }

 private:
  std::mt19937 random_;
};

const std::vector<std::string> kParameters{
    "{int}",        "{float}",   "{word}",    "{string}", "{}",           "{double}",
    "{bigdecimal}", "{byte}",    "{short}",   "{long}",   "{biginteger}", "{duration}",
    "{bytes}",      "{percent}", "{ordinal}", "{signal}", "{exit code}"};

// Texts, optional texts, alternatives and parameters in a row.
std::string random_expression(Texts& texts, std::mt19937& random) {
  static const std::vector<std::string> others{"(s)", "(é)", " a/the ", " red/blue(ish)/счёт ", " ", " ",
                                               "a",   "\\(", "é"};
  std::string made;
  for (std::size_t left = 1 + random() % 5; left > 0; --left) {
    switch (random() % 3) {
      case 0:
        made += kParameters[random() % kParameters.size()];
        break;
      case 1:
        made += others[random() % others.size()];
        break;
      default:
        for (const char c : texts.piece()) {
          if (std::string_view("{}()/\\").find(c) != std::string_view::npos) made += '\\';
          made += c;
        }
    }
  }
  return made;
}

void expect_the_same(const std::string& pattern, const std::vector<std::string>& texts) {
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  const re2::RE2 regexp(pattern, quiet);
  ASSERT_TRUE(regexp.ok()) << pattern;
  const auto plain = PlainRegexp::compile(pattern);
  ASSERT_TRUE(plain) << pattern;
  for (const std::string& text : texts) {
    const auto ours = plainly(*plain, text);
    ASSERT_TRUE(ours) << "gave up: " << pattern << "\n" << text;
    ASSERT_EQ(*ours, by_re2(regexp, text)) << pattern << "\n" << testing::PrintToString(text);
  }
}

TEST(PlainRegexp, MatchesEachParameterTypeAsRe2Does) {
  Texts texts(7);
  std::vector<std::string> some{""};
  for (int i = 0; i < 20'000; ++i) some.push_back(texts.text());
  for (const std::string& parameter : kParameters) expect_the_same(pattern_of(parameter), some);
}

TEST(PlainRegexp, MatchesRandomExpressionsAsRe2Does) {
  std::mt19937 random(11);
  Texts texts(13);
  const ParameterTypes types;
  int matched = 0;
  for (int i = 0; i < 8'000; ++i) {
    const std::string expression = random_expression(texts, random);
    const auto compiled = compile(expression, types);
    if (!compiled) continue;  // an alternative of nothing but optional text, and the like
    std::vector<std::string> some;
    for (int j = 0; j < 30; ++j) some.push_back(texts.text());
    expect_the_same(compiled->regexp, some);
    if (HasFatalFailure()) return;
    const re2::RE2 regexp(compiled->regexp);
    for (const std::string& text : some) matched += re2::RE2::PartialMatch(text, regexp);
  }
  EXPECT_GT(matched, 1'000);
}

TEST(PlainRegexp, MatchesNestedGroupsAndAlternativesAsRe2Does) {
  std::mt19937 random(17);
  const std::vector<std::string> pieces{"a", "a", "b", "b", "c", " ", "é"};
  std::vector<std::string> texts;
  for (int i = 0; i < 4'000; ++i) {
    std::string text;
    for (std::size_t left = random() % 12; left > 0; --left) text += pieces[random() % pieces.size()];
    texts.push_back(text);
  }
  for (const char* pattern :
       {"^(?:(a)b|ab?)(c|b)*$", "^(?:(.)(é)b|(.)(.*))$", "^(a|b)*c$", "^((a)|b)*$", "^(a+)(a*)(b?)$",
        "^(?:(a)|(b)|c)+$", "^(a(b)?)+c?$", "^(a|ab)(c|bc)(b*)$", "^(ab?)*(b|c)*$", "^([ab]{1,3})([^b]*)$",
        "^(.)(.*)(.)$", "^(\\w+) ?(\\W*)$", "^(|a)(b|)$", "^((?:a|b)+?)$", "^(?P<first>a*)(?P<second>.*)$"}) {
    if (!PlainRegexp::compile(pattern)) {
      EXPECT_STREQ(pattern, "^((?:a|b)+?)$");  // prefers less: not of the plain kind
      continue;
    }
    expect_the_same(pattern, texts);
  }
}

TEST(PlainRegexp, LeavesToRe2WhatIsNotPlain) {
  for (const char* pattern : {"a",       "^a",        "a$",        "^a|b$",         "^a*?$",
                              "^(?i)a$", "^\\bword$", "^\\pL$",    "^[[:alpha:]]$", "^[é]$",
                              "^é+$",    "^(a*)*$",   "^(ab){2}$", "^a{1,2000}$",   "^(a$",
                              "^a)$",    "^a**$",     "^\\x41$",   "^(?=a)$",       "^[b-a]$",
                              "^[a$"}) {
    EXPECT_FALSE(PlainRegexp::compile(pattern)) << pattern;
  }
}

TEST(PlainRegexp, GivesUpWhereGoingBackWouldTakeLong) {
  const auto regexp = PlainRegexp::compile(pattern_of("{}a{}a{}a{}b"));
  ASSERT_TRUE(regexp);
  EXPECT_FALSE(plainly(*regexp, std::string(2'000, 'a')));
  const auto choices = PlainRegexp::compile("^((a|b)|.)*c$");
  ASSERT_TRUE(choices);
  EXPECT_FALSE(plainly(*choices, std::string(2'000, 'a')));
}

}  // namespace
}  // namespace ordeal::expressions
