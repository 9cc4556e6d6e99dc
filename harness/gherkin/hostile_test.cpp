// Bytes from strangers: the parser answers with a document or errors, whatever it gets. Run with sanitizers,
// this also shows that no view leaves its memory.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

// Reads every byte that the result shows.
void survives(const std::string& source) {
  IncrementingIds ids;
  std::string json;
  const auto document = parse(source, "a.feature", ids);
  const auto checked = parse(source, "a.feature", ids, {.checked_first = 0});
  ASSERT_EQ(document.has_error(), checked.has_error());
  if (document.has_error()) {
    EXPECT_EQ(document.error(), checked.error());
    EXPECT_FALSE(document.error().empty());
    for (const ParseError& error : document.error()) append_parse_error_json(json, error, "a.feature");
    return;
  }
  append_document_json(json, *document);
  const auto pickles = compile_pickles(*document, ids, {.max_work = 1 << 24});
  if (pickles.has_error()) return;
  for (const Pickle& pickle : *pickles) append_pickle_json(json, pickle);
}

std::vector<std::string> official_features() {
  std::vector<std::string> sources;
  const auto folder = std::filesystem::path(ORDEAL_SOURCE_DIR) / "harness/gherkin/testdata";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".feature") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    sources.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return sources;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HostileInput, RandomBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string source(random() % 64, '\0');
    for (char& byte : source) byte = static_cast<char>(random());
    survives(source);
  }
}

TEST(HostileInput, LinesOfSignsThatMeanSomething) {
  const std::vector<std::string> pieces = {
      "Feature:", "Scenario:", "Examples:", "Rule:",  "Background:", "Given ", "* ",           "|",
      "\\",       "\\n",       "\"\"\"",    "```",    "@",           "#",      "# language: ", "fr",
      "en",       ":",         "<",         ">",      "a",           " ",      "\t",           "\n",
      "\n",       "\n",        "\r\n",      "\u3000", "\uFEFF",      "🙈"};
  std::mt19937 random(2);
  for (int round = 0; round < 5000; ++round) {
    std::string source = round % 2 ? "Feature:\nScenario: <a>\n" : "";
    for (std::size_t left = random() % 40; left > 0; --left) source += pieces[random() % pieces.size()];
    survives(source);
  }
}

TEST(HostileInput, OfficialFeaturesWithBytesChangedCutOrDoubled) {
  std::mt19937 random(3);
  for (const std::string& original : official_features()) {
    for (int round = 0; round < 60; ++round) {
      std::string source = original;
      for (int change = 0; change < 3 && !source.empty(); ++change) {
        const std::size_t at = random() % source.size();
        switch (random() % 3) {
          case 0:
            source[at] = static_cast<char>(random());
            break;
          case 1:
            source.erase(at, random() % 20);
            break;
          default:
            source.insert(at, source.substr(at, random() % 20));
            break;
        }
      }
      survives(source);
    }
  }
}

TEST(HostileInput, EveryPrefixOfAnOfficialFeature) {
  for (const std::string& original : official_features()) {
    if (original.size() > 1500) continue;
    for (std::size_t size = 0; size <= original.size(); ++size) survives(original.substr(0, size));
  }
}

TEST(HostileInput, HugeLines) {
  constexpr std::size_t size = 1 << 20;
  const std::string scenario = "Feature:\nScenario:\n* a\n";
  using namespace std::string_view_literals;
  for (const std::string_view piece : {"a"sv, " "sv, "|"sv, "\\"sv, "@"sv, "@a"sv, "#"sv, "\""sv, "\u3000"sv,
                                       "<"sv, "<a"sv, "\0"sv, " #"sv}) {
    const std::string line = repeated(piece, size / piece.size());
    for (const char* before : {"", "Feature: ", "|", "@", "# language:"}) survives(before + line);
    survives(scenario + line);
    survives(scenario + "|" + line + "|");
    survives(scenario + "\"\"\"\n" + line + "\n\"\"\"\n");
    survives("Feature:\nScenario: " + line + "\n* <a> " + line + "\nExamples:\n|a|<|\n|x|y|\n");
  }
}

TEST(HostileInput, VeryManyLines) {
  constexpr std::size_t count = 100'000;
  const std::string scenario = "Feature:\nScenario:\n* a\n";
  for (const char* line :
       {"\n", "#\n", "@a\n", "* a\n", "|a|\n", "Scenario:\n", "Rule:\n", "Examples:\n", "\"\"\"\n", "text\n",
        "@a\nExamples:\n", "@a b\n", "@a\n\nScenario:\n@b\nRule:\n"}) {
    survives(repeated(line, count));
    survives("Feature:\n" + repeated(line, count));
    survives(scenario + repeated(line, count));
  }
}

TEST(HostileInput, VeryManyTagsInALineOfMarkdown) {
  IncrementingIds ids;
  const auto document = parse(repeated("`@é` ", 500'000) + "\n# Feature: f\n", "a.feature.md", ids,
                              {.syntax = Syntax::markdown});
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->feature->tags.size(), 500'000u);
  EXPECT_EQ(document->feature->tags.back().location.column, 5u * 499'999 + 2);
}

TEST(HostileInput, VeryManyColumns) {
  const std::string header = repeated("|<", 100'000) + "|";
  survives("Feature:\nScenario: " + repeated("<a>", 100'000) + "\nExamples:\n" + header + "\n" + header +
           "\n");
}

}  // namespace
}  // namespace ordeal::gherkin
