#include "harness/gherkin/format.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/gherkin/format_fixture.hpp"

namespace ordeal::gherkin {
namespace {

std::string formatted(std::string_view source) {
  return format(source).value();
}

TEST(Format, IndentsByLevel) {
  EXPECT_EQ(formatted("Feature: a\n"
                      "Background:\n"
                      "* b\n"
                      "Rule: c\n"
                      "Background:\n"
                      "Given d\n"
                      "Scenario Outline: e\n"
                      "When <f>\n"
                      "Examples:\n"
                      "|f|\n"
                      "|1|\n"),
            "Feature: a\n"
            "\n"
            "  Background:\n"
            "    * b\n"
            "\n"
            "  Rule: c\n"
            "\n"
            "    Background:\n"
            "      Given d\n"
            "\n"
            "    Scenario Outline: e\n"
            "      When <f>\n"
            "\n"
            "      Examples:\n"
            "        | f |\n"
            "        | 1 |\n");
}

TEST(Format, AlignsTablesByDisplayWidthAndKeepsEscapes) {
  EXPECT_EQ(formatted("Feature:\nScenario:\n* a\n|場景|b|\n|x|a\\|b| # why\n||\\n|\n"),
            "Feature:\n"
            "\n"
            "  Scenario:\n"
            "    * a\n"
            "      | 場景 | b    |\n"
            "      | x    | a\\|b | # why\n"
            "      |      | \\n   |\n");
}

// Else one cell of a megabyte would cost a megabyte in each of the table's rows.
TEST(Format, DoesNotWidenAColumnForAVeryLongCell) {
  const std::string longest(200, 'x'), longer(201, 'x');
  const auto with = [](const std::string& cell) {
    return formatted("Feature:\nScenario:\n* a\n|" + cell + "|\n|12|\n|1|\n");
  };
  const std::string before = "Feature:\n\n  Scenario:\n    * a\n";
  EXPECT_EQ(with(longer), before + "      | " + longer + " |\n      | 12 |\n      | 1  |\n");
  EXPECT_EQ(with(longest), before + "      | " + longest + " |\n      | 12" + std::string(198, ' ') +
                               " |\n      | 1" + std::string(199, ' ') + " |\n");
  EXPECT_EQ(formatted(with(longer)), with(longer));
}

TEST(Format, PutsTheTagsOfASectionOnOneLine) {
  EXPECT_EQ(formatted("@a   @b\n\n@c@d # why\n@e\nFeature:\n@f\n# between\n@g\nScenario:\n"),
            "@a @b @c @d # why\n"
            "@e\n"
            "Feature:\n"
            "\n"
            "  @f\n"
            "  # between\n"
            "  @g\n"
            "  Scenario:\n");
}

TEST(Format, KeepsTheContentOfDocStrings) {
  EXPECT_EQ(
      formatted("Feature:\nScenario:\n* a\n  \"\"\"xml  \n  <a>  \n    <b>\n\n      \n <c>\n  \"\"\"\n"),
      "Feature:\n"
      "\n"
      "  Scenario:\n"
      "    * a\n"
      "      \"\"\"xml\n"
      "      <a>  \n"
      "        <b>\n"
      "\n"
      "          \n"
      "      <c>\n"
      "      \"\"\"\n");
}

TEST(Format, IndentsACommentAsWhatFollowsIt) {
  EXPECT_EQ(formatted("# top\nFeature:\n   # of the scenario\n @a\nScenario:\n# of the step\n* a\n\n# of "
                      "row\n|a|\n# below\n"),
            "# top\n"
            "Feature:\n"
            "\n"
            "  # of the scenario\n"
            "  @a\n"
            "  Scenario:\n"
            "    # of the step\n"
            "    * a\n"
            "      # of row\n"
            "      | a |\n"
            "      # below\n");
}

TEST(Format, LeavesACommentBehindALineWithIt) {
  EXPECT_EQ(formatted("Feature:\n\n  Scenario: a\n    Given b\n    # When c\n\n  # of d\n  Scenario: d\n"),
            "Feature:\n\n  Scenario: a\n    Given b\n    # When c\n\n  # of d\n  Scenario: d\n");
}

TEST(Format, KeepsOneEmptyLineOfSeveralAndNoneUnderATitle) {
  EXPECT_EQ(formatted("\n\nFeature: a\n\n\n  text\n\n\n  more\n\n\nScenario: b\n\nGiven c\n\n\nWhen d\n\n\n"),
            "Feature: a\n\n  text\n\n  more\n\n  Scenario: b\n    Given c\n\n    When d\n");
}

TEST(Format, KeepsTheShapeOfADescription) {
  EXPECT_EQ(formatted("Feature:\n    - a\n      b  \n    - c\n"), "Feature:\n  - a\n    b\n  - c\n");
}

TEST(Format, WritesLineFeedsAndNoByteOrderMark) {
  EXPECT_EQ(formatted("\xEF\xBB\xBF#language:fr\r\nFonctionnalité: a\r\nScénario: b\r\n* c"),
            "# language: fr\nFonctionnalité: a\n\n  Scénario: b\n    * c\n");
}

TEST(Format, KeepsAKeywordThatOneSpaceLessWouldChange) {
  const std::string source = "# language: fr\nFonctionnalité:\n\n  Scénario:\n    Etant donné  que b\n";
  EXPECT_EQ(formatted(source), source);
  EXPECT_EQ(formatted("# language: zh-CN\n功能:\n场景:\n当 a\n假如b\n"),
            "# language: zh-CN\n功能:\n\n  场景:\n    当 a\n    假如b\n");
}

TEST(Format, KeepsTheSpaceOfAStepWithoutText) {
  EXPECT_EQ(formatted("Feature:\nScenario:\nGiven   \n"), "Feature:\n\n  Scenario:\n    Given \n");
}

TEST(Format, SaysWhatDoesNotParse) {
  const auto result = format("Scenario: without a feature\n");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().front().location, (Location{1, 1}));
}

TEST(Format, LeavesMarkdownAsItIs) {
  const std::string source = "#   Feature: a\n\n\n* not a step\n";
  EXPECT_EQ(format(source, {.syntax = Syntax::markdown}).value(), source);
}

TEST(Format, OfNothingIsNothing) {
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n  \n"), "");
  EXPECT_EQ(formatted("  # only this"), "# only this\n");
}

TEST(Format, KeepsItsPromisesForAllOfficialFeatures) {
  int formatted_features = 0;
  const auto folder = std::filesystem::path(ORDEAL_SOURCE_DIR) / "harness/gherkin/testdata";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".feature") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(file), {}};
    if (!format(source)) continue;
    EXPECT_EQ(broken_promise(source), "") << entry.path();
    ++formatted_features;
  }
  EXPECT_GE(formatted_features, 40);
}

}  // namespace
}  // namespace ordeal::gherkin
