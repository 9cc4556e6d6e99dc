// Each keyword of each language, in a file of its own.
#include "harness/gherkin/language.hpp"

#include <gtest/gtest.h>

#include <string>

#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

// The header of a file in this language, with whatever must come before the line that is tried.
std::string header(const Language& language) {
  return "# language: " + std::string(language.code) + "\n";
}

std::string titled(std::string_view keyword) {
  return std::string(keyword) + ": a name\n";
}

Document parsed(std::string source) {
  IncrementingIds ids;
  return parse(std::move(source), "a.feature", ids).value();
}

// One case a language, or ctest would start hundreds of processes.
class EachLanguage : public testing::TestWithParam<Language> {
 protected:
  const Language& language_ = GetParam();
  std::string feature_ = header(language_) + titled(language_.feature[0]);
  std::string scenario_ = feature_ + titled(language_.scenario[0]);
};

TEST_P(EachLanguage, IsFoundAndKnowsItsTitles) {
  EXPECT_EQ(find_language(language_.code)->name, language_.name);
  for (const std::string_view keyword : language_.feature) {
    const Document document = parsed(header(language_) + titled(keyword));
    EXPECT_EQ(document.feature->keyword, keyword);
    EXPECT_EQ(document.feature->language, language_.code);
  }
  for (const std::string_view keyword : language_.rule) {
    EXPECT_EQ(parsed(feature_ + titled(keyword)).feature->rules[0].keyword, keyword);
  }
  for (const std::string_view keyword : language_.background) {
    EXPECT_EQ(parsed(feature_ + titled(keyword)).feature->background->keyword, keyword);
  }
  for (const std::string_view keyword : language_.scenario) {
    EXPECT_EQ(parsed(feature_ + titled(keyword)).feature->scenarios[0].keyword, keyword);
  }
  for (const std::string_view keyword : language_.examples) {
    EXPECT_EQ(parsed(scenario_ + titled(keyword)).feature->scenarios[0].examples[0].keyword, keyword);
  }
}

TEST_P(EachLanguage, KnowsItsSteps) {
  EXPECT_GE(language_.steps.size(), 5u);
  for (const StepKeyword& keyword : language_.steps) {
    const Document document = parsed(scenario_ + std::string(keyword.text) + "1 cat\n");
    const Step& step = document.feature->scenarios[0].steps[0];
    EXPECT_EQ(step.keyword, keyword.text);
    EXPECT_EQ(step.keyword_type, keyword.type);
    EXPECT_EQ(step.text, "1 cat");
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, EachLanguage, testing::ValuesIn(languages().begin(), languages().end()),
                         [](const testing::TestParamInfo<Language>& info) {
                           std::string name(info.param.code);
                           for (char& character : name) character = character == '-' ? '_' : character;
                           return name;
                         });

TEST(FindLanguage, KnowsNoOther) {
  EXPECT_EQ(find_language("xx"), nullptr);
  EXPECT_EQ(find_language(""), nullptr);
  EXPECT_EQ(find_language("EN"), nullptr);
  EXPECT_EQ(find_language("constructor"), nullptr);
}

TEST(English, HasItsKeywordTypes) {
  const Language& english = *find_language("en");
  const auto type = [&](std::string_view text) {
    for (const StepKeyword& keyword : english.steps) {
      if (keyword.text == text) return keyword.type;
    }
    throw std::invalid_argument("no such keyword: " + std::string(text));
  };
  EXPECT_EQ(type("Given "), KeywordType::context);
  EXPECT_EQ(type("When "), KeywordType::action);
  EXPECT_EQ(type("Then "), KeywordType::outcome);
  EXPECT_EQ(type("And "), KeywordType::conjunction);
  EXPECT_EQ(type("* "), KeywordType::unknown);
}

}  // namespace
}  // namespace ordeal::gherkin
