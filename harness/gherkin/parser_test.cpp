// What the official data do not show: encodings, line ends, odd places of errors, limits.
#include "harness/gherkin/parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Document parsed(std::string source, const ParseOptions& options = {}) {
  IncrementingIds ids;
  return parse(std::move(source), "a.feature", ids, options).value();
}

std::vector<std::string> errors_of(std::string source, const ParseOptions& options = {}) {
  IncrementingIds ids;
  const auto document = parse(std::move(source), "a.feature", ids, options);
  std::vector<std::string> messages;
  if (document.has_error()) {
    for (const ParseError& error : document.error()) messages.push_back(official_message(error));
  }
  return messages;
}

TEST(Parser, TakesAnEmptyFileForADocumentWithoutFeature) {
  EXPECT_FALSE(parsed("").feature);
  EXPECT_FALSE(parsed("\n \r\n\t").feature);
  EXPECT_THAT(parsed("# only this\n").comments, SizeIs(1));
}

TEST(Parser, KeepsTheTextAliveAfterTheSourceIsGone) {
  Document copy;
  {
    std::string source = "Feature: a name that is too long for a small string\n";
    copy = parsed(source);
    source.assign(source.size(), 'x');
  }
  EXPECT_EQ(copy.feature->name, "a name that is too long for a small string");
  EXPECT_EQ(copy.uri, "a.feature");
}

TEST(Parser, BuildsNothingOfALargeFileWithAMistake) {
  std::string source = "Feature: f\n  Scenario: s\n    Given a\n      | 1 |\n";
  source.resize(ParseOptions{}.checked_first, '\n');
  source += "      | 1 | 2 |\n  neither step nor anything\n";
  IncrementingIds ids;
  const auto document = parse(source, "a.feature", ids);
  ASSERT_TRUE(document.has_error());
  EXPECT_THAT(document.error(), SizeIs(2));
  EXPECT_EQ(ids.next(), "0");
}

TEST(Parser, DropsAByteOrderMark) {
  const Document document = parsed(
      "\xEF\xBB\xBF"
      "Feature: f\n");
  EXPECT_EQ(document.feature->location, (Location{1, 1}));
  EXPECT_EQ(document.source, "Feature: f\n");
}

TEST(Parser, ReadsLinesThatEndInCarriageReturnAndLineFeed) {
  const Document document = parsed(
      "Feature: f\r\n  one\r\n  two\r\n\r\nScenario: s\r\n  * a\r\n  \"\"\"\r\n  x\r\n  y\r\n  \"\"\"\r\n");
  EXPECT_EQ(document.feature->name, "f");
  EXPECT_EQ(document.feature->description, "  one\n  two");
  EXPECT_EQ(document.feature->scenarios[0].steps[0].doc_string->content, "x\ny");
}

TEST(Parser, KeepsANulByteAsText) {
  const Document document = parsed("Feature: a\0b\n"s);
  EXPECT_EQ(document.feature->name, "a\0b"s);
}

TEST(Parser, SaysWhereTextIsNotUtf8) {
  EXPECT_THAT(errors_of("Feature: f\n  \xC3\xA9 \xFF\n"),
              ElementsAre("(2:5): not valid UTF-8 at byte 16: save the file as UTF-8"));
}

TEST(Parser, RecognisesUtf16) {
  EXPECT_THAT(errors_of("\xFF\xFE"
                        "F\0"s),
              ElementsAre("(1:1): not valid UTF-8 at byte 0 (it looks like UTF-16): save the file as UTF-8"));
}

TEST(Parser, RefusesAFileBeyondItsLimit) {
  EXPECT_THAT(errors_of("Feature:\n", {.max_bytes = 9}), IsEmpty());
  EXPECT_THAT(errors_of("Feature: f\n", {.max_bytes = 9}),
              ElementsAre("(0:0): the file has 11 bytes, more than the limit of 9: split it"));
}

TEST(Parser, ReadsAFileWithoutHeaderInTheLanguageThatIsAskedFor) {
  EXPECT_EQ(parsed("Funktionalität: f\n", {.language = "de"}).feature->language, "de");
  EXPECT_THAT(errors_of("Feature: f\n", {.language = "xx"}),
              ElementsAre("(0:0): Language not supported: xx"));
}

TEST(Parser, TakesAnUnknownLanguageForACommentAndGoesOn) {
  EXPECT_THAT(
      errors_of("  # language: xx\nnonsense\n"),
      ElementsAre(
          "(1:3): Language not supported: xx",
          "(2:1): expected: #EOF, #Language, #TagLine, #FeatureLine, #Comment, #Empty, got 'nonsense'"));
}

TEST(Parser, ReportsEveryTableWhoseRowsDiffer) {
  const std::string table = "  * step\n    | a | b |\n    | c |\n    | d |\n";
  EXPECT_THAT(errors_of("Feature:\n Scenario:\n" + table + table),
              ElementsAre("(5:5): inconsistent cell count within the table",
                          "(9:5): inconsistent cell count within the table"));
}

TEST(Parser, StillChecksTheLastTableAfterAnotherError) {
  EXPECT_THAT(errors_of("nonsense\nFeature:\n Scenario:\n  * step\n    | a | b |\n    | c |\n"), SizeIs(2));
}

TEST(Parser, ShowsOnlyTheStartOfAVeryLongLine) {
  std::string line;
  for (int i = 0; i < 100'000; ++i) line += "é";
  const auto messages = errors_of("Feature:\n Scenario:\n  * step\n  " + line + "\n");
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_LT(messages.front().size(), 2'000u);
  EXPECT_THAT(messages.front(), testing::StartsWith("(4:3): expected: #EOF"));
  EXPECT_THAT(messages.front(), testing::EndsWith("é… (200134 bytes)"));
}

TEST(Parser, ReportsATagWithWhiteSpaceOnceHoweverOftenItLooksAtIt) {
  EXPECT_THAT(errors_of("Feature:\nScenario:\n * a\n@ok\n@not ok\nScenario:\n"),
              ElementsAre("(5:1): A tag may not contain whitespace",
                          "(5:1): expected: #TagLine, #RuleLine, #Comment, #Empty, got '@not ok'",
                          "(6:1): expected: #TagLine, #RuleLine, #Comment, #Empty, got 'Scenario:'",
                          "(7:0): unexpected end of file, expected: #TagLine, #RuleLine, #Comment, #Empty"));
}

TEST(Parser, GivesUpAtTheEleventhError) {
  std::string lines;
  for (int line = 0; line < 20; ++line) lines += "nonsense\n";
  const auto messages = errors_of(lines);
  EXPECT_THAT(messages, SizeIs(ParseErrors::limit));
  EXPECT_TRUE(messages.back().starts_with("(11:1)"));
}

TEST(Parser, LeavesTheIndentOfADocStringBehind) {
  const Document document =
      parsed("Feature:\nScenario:\n * a\n    \"\"\"\n    x\n    \"\"\"\nScenario:\n      indented\n");
  EXPECT_EQ(document.feature->scenarios[1].description, "      indented");
}

TEST(Parser, TakesExamplesAfterExamples) {
  const Document document =
      parsed("Feature:\nScenario:\n * <a>\nExamples:\n|a|\n|1|\nExamples: more\n|a|\n|2|\n");
  EXPECT_EQ(document.feature->scenarios[0].examples[1].name, "more");
}

TEST(Parser, GivesTagsToWhatFollowsThem) {
  const Document document = parsed(
      "@f\nFeature:\n@s # why\n\n# more\n@s2\nScenario:\n * "
      "<a>\n@e\nExamples:\n|a|\n@r\nRule:\n@t\nScenario:\n");
  const Feature& feature = *document.feature;
  EXPECT_THAT(feature.tags, SizeIs(1));
  EXPECT_THAT(feature.scenarios[0].tags, SizeIs(2));
  EXPECT_THAT(feature.scenarios[0].examples[0].tags, SizeIs(1));
  EXPECT_THAT(feature.rules[0].tags, SizeIs(1));
  EXPECT_THAT(feature.rules[0].scenarios[0].tags, SizeIs(1));
}

TEST(Parser, CountsColumnsInCodePoints) {
  const Document document = parsed("Feature:\nScenario:\n * a\n   | 🙈é | b |\n@🙈@b\nScenario:\n");
  const auto scenarios = document.feature->scenarios;
  EXPECT_EQ(scenarios[0].steps[0].data_table->rows[0].cells[1].location, (Location{4, 11}));
  EXPECT_EQ(scenarios[1].tags[1].location, (Location{5, 3}));
}

TEST(Parser, TakesUnicodeSpaceForIndent) {
  const Document document = parsed(
      "\u3000Feature: \u00A0f\u2003\nScenario:\n * a\n\u3000\u3000\"\"\"\n\u3000\u3000\u3000x\n\"\"\"\n");
  EXPECT_EQ(document.feature->location, (Location{1, 2}));
  EXPECT_EQ(document.feature->name, "f");
  EXPECT_EQ(document.feature->scenarios[0].steps[0].doc_string->content, "\u3000x");
}

TEST(Parser, ThrowsAllErrorsWhoNeverLooksForThem) {
  IncrementingIds ids;
  try {
    parse("one\ntwo\n", "a.feature", ids).value();
    FAIL() << "value() of an error must throw";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("got 'one'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("got 'two'"));
  }
}

}  // namespace
}  // namespace ordeal::gherkin
