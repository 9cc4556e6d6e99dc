#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

constexpr ParseOptions kMarkdown{.syntax = Syntax::markdown};

Document parsed(std::string source) {
  IncrementingIds ids;
  return parse(std::move(source), "a.feature.md", ids, kMarkdown).value();
}

std::string tokens_of(std::string source) {
  return tokens_text(tokenize(std::move(source), kMarkdown).value().tokens);
}

TEST(Markdown, TheKitsSampleGivesTheOfficialDocument) {
  const std::string sample =
      ORDEAL_DEPS "/node_modules/@cucumber/compatibility-kit/features/markdown/markdown";
  std::ifstream messages(sample + ".ndjson");
  boost::json::value source, document;
  for (std::string line; std::getline(messages, line);) {
    auto message = boost::json::parse(line);
    if (message.as_object().contains("source"))
      source = std::move(message);
    else if (message.as_object().contains("gherkinDocument"))
      document = std::move(message);
  }
  const auto& text = source.at("source").at("data").as_string();
  const auto& uri = source.at("source").at("uri").as_string();
  IncrementingIds ids;
  ASSERT_EQ(syntax_of(uri), Syntax::markdown);
  const auto ours = parse(std::string(text), uri, ids, kMarkdown).value();
  std::string our_document, our_source;
  append_document_json(our_document, ours);
  append_source_json(our_source, uri, text);
  EXPECT_EQ(boost::json::parse(our_document), document) << our_document;
  EXPECT_EQ(boost::json::parse(our_source), source);
}

TEST(Markdown, KeywordsAreHeadersAndBullets) {
  EXPECT_EQ(tokens_of("## Feature: a\n"
                      "####### Scenario: no header is so deep\n"
                      "#Scenario: no header without a space\n"
                      "Scenario: prose\n"
                      "### Scenario: b\n"
                      "Given prose\n"
                      "- Given c\n"
                      "  +  And d\n"
                      "* * e\n"),
            "(1:4)FeatureLine:()Feature/a/\n"
            "(2:1)Empty://\n(3:1)Empty://\n(4:1)Empty://\n"
            "(5:5)ScenarioLine:()Scenario/b/\n"
            "(6:1)Empty://\n"
            "(7:3)StepLine:(Context)Given /c/\n"
            "(8:6)StepLine:(Conjunction)And /d/\n"
            "(9:1)Empty://\n"
            "EOF\n");
}

TEST(Markdown, TagsStandBetweenBackticks) {
  const auto document =
      parsed("# Feature: a\n`@slow` and é `@gpu`, not @fast or ``\n## Scenario: b\n* Given c\n");
  const auto& tags = document.feature->scenarios.front().tags;
  ASSERT_EQ(tags.size(), 2u);
  EXPECT_EQ(tags[0].name, "@slow");
  EXPECT_EQ(tags[1].name, "@gpu");
  EXPECT_EQ(tags[1].location.column, 16u);
}

TEST(Markdown, TheFirstLineIsTheFeatureWhateverItSays) {
  const auto document = parsed("\n\nWhat we promise\n\n## Scenario: b\n* Given c\n");
  EXPECT_EQ(document.feature->name, "What we promise");
  EXPECT_EQ(document.feature->location.line, 3u);
}

TEST(Markdown, ALongerFenceHoldsAShorterOne) {
  const auto document =
      parsed("# Feature: a\n## Scenario: b\n* Given c\n  ````md\n  ```\n  inner\n  ```\n  ````\n");
  const auto* text = document.feature->scenarios.front().steps.front().doc_string;
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->content, "```\ninner\n```");
  EXPECT_EQ(text->media_type, "md");
}

TEST(Markdown, OnlyIndentedTablesAreRead) {
  const auto document = parsed(
      "# Feature: a\n## Scenario: b\n* Given c\n\n| prose |\n| ----- |\n\n  | 1 |\n  | - |\n  | 2 |\n");
  const auto* table = document.feature->scenarios.front().steps.front().data_table;
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->rows.size(), 2u);
}

}  // namespace
}  // namespace ordeal::gherkin
