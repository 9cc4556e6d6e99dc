// The lists are those of the official parser's states (dist/Parser.js of @cucumber/gherkin 42).
#include "harness/gherkin/grammar.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

std::string expected(Section section, Position position) {
  std::string list;
  for (const TokenKind kind : expected_tokens({section, position})) {
    list += list.empty() ? "" : " ";
    list += name_of(kind);
  }
  return list;
}

TEST(Grammar, ExpectsAFeatureFirst) {
  EXPECT_EQ(expected(Section::feature, Position::start), "EOF Language TagLine FeatureLine Comment Empty");
  EXPECT_EQ(expected(Section::feature, Position::language), "TagLine FeatureLine Comment Empty");
}

TEST(Grammar, ExpectsTheSectionBehindItsTags) {
  EXPECT_EQ(expected(Section::feature, Position::tags), "TagLine FeatureLine Comment Empty");
  EXPECT_EQ(expected(Section::rule, Position::tags), "TagLine RuleLine Comment Empty");
  EXPECT_EQ(expected(Section::scenario, Position::tags), "TagLine ScenarioLine Comment Empty");
  EXPECT_EQ(expected(Section::examples, Position::tags), "TagLine ExamplesLine Comment Empty");
}

TEST(Grammar, ExpectsADescriptionOrContentBehindATitle) {
  const std::string header = "EOF Empty Comment BackgroundLine TagLine ScenarioLine RuleLine Other";
  EXPECT_EQ(expected(Section::feature, Position::title), header);
  EXPECT_EQ(expected(Section::rule, Position::title), header);
  EXPECT_EQ(expected(Section::background, Position::title),
            "EOF Empty Comment StepLine TagLine ScenarioLine RuleLine Other");
  EXPECT_EQ(expected(Section::scenario, Position::title),
            "EOF Empty Comment StepLine TagLine ExamplesLine ScenarioLine RuleLine Other");
  EXPECT_EQ(expected(Section::examples, Position::title),
            "EOF Empty Comment TableRow TagLine ExamplesLine ScenarioLine RuleLine Other");
}

TEST(Grammar, CountsEmptyLinesToADescription) {
  EXPECT_EQ(expected(Section::feature, Position::description),
            "EOF Comment BackgroundLine TagLine ScenarioLine RuleLine Other");
  EXPECT_EQ(expected(Section::examples, Position::description),
            "EOF Comment TableRow TagLine ExamplesLine ScenarioLine RuleLine Other");
}

TEST(Grammar, ExpectsOneTableAndOneDocStringBehindAStep) {
  const auto in_background = [](Position position) { return expected(Section::background, position); };
  const std::string rest = "StepLine TagLine ScenarioLine RuleLine Comment Empty";
  EXPECT_EQ(in_background(Position::step), "EOF TableRow DocStringSeparator " + rest);
  EXPECT_EQ(in_background(Position::table), "EOF TableRow DocStringSeparator " + rest);
  EXPECT_EQ(in_background(Position::doc_string), "DocStringSeparator Other");
  EXPECT_EQ(in_background(Position::after_doc_string), "EOF TableRow " + rest);
  EXPECT_EQ(in_background(Position::last_table), "EOF TableRow " + rest);
  EXPECT_EQ(in_background(Position::last_doc_string), "DocStringSeparator Other");
  EXPECT_EQ(in_background(Position::after_arguments), "EOF " + rest);
}

TEST(Grammar, ExpectsExamplesOnlyInAScenario) {
  EXPECT_EQ(expected(Section::scenario, Position::after_arguments),
            "EOF StepLine TagLine ExamplesLine ScenarioLine RuleLine Comment Empty");
  EXPECT_EQ(expected(Section::examples, Position::examples_table),
            "EOF TableRow TagLine ExamplesLine ScenarioLine RuleLine Comment Empty");
}

TEST(Grammar, FollowsTheArgumentsOfAStep) {
  const auto path = [](std::initializer_list<TokenKind> kinds) {
    State state{Section::scenario, Position::step};
    for (const TokenKind kind : kinds) state = after(state, kind);
    return state.position;
  };
  constexpr TokenKind row = TokenKind::table_row;
  constexpr TokenKind fence = TokenKind::doc_string_separator;
  EXPECT_EQ(path({row, TokenKind::comment, row, fence, TokenKind::other, fence}), Position::after_arguments);
  EXPECT_EQ(path({fence, TokenKind::other, fence, TokenKind::empty, row, row}), Position::last_table);
}

}  // namespace
}  // namespace ordeal::gherkin
