#include "harness/gherkin/compile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

ParseResult<Pickles> compiled(std::string source, const CompileOptions& options = {}) {
  IncrementingIds ids;
  return compile_pickles(parse(std::move(source), "a.feature", ids).value(), ids, options);
}

std::vector<std::string> texts(const Pickle& pickle) {
  std::vector<std::string> all;
  for (const PickleStep& step : pickle.steps) all.emplace_back(step.text);
  return all;
}

TEST(CompilePickles, KeepsTheDocumentAlive) {
  const Pickles pickles =
      compiled("Feature: f\nScenario: a name longer than a small string\n * step\n").value();
  EXPECT_EQ(pickles[0].name, "a name longer than a small string");
  EXPECT_EQ(pickles[0].uri, "a.feature");
}

TEST(CompilePickles, PutsBackgroundsBeforeTheStepsOfEachScenario) {
  const Pickles pickles =
      compiled("Feature:\nBackground:\n * b\nScenario:\n * s\nRule:\nBackground:\n * r\nScenario:\n * t\n")
          .value();
  ASSERT_THAT(pickles.pickles, SizeIs(2));
  EXPECT_THAT(texts(pickles[0]), ElementsAre("b", "s"));
  EXPECT_THAT(texts(pickles[1]), ElementsAre("b", "r", "t"));
}

TEST(CompilePickles, DoesNotCarryTheBackgroundOfOneRuleIntoTheNext) {
  const Pickles pickles =
      compiled("Feature:\nRule: a\nBackground:\n * r\nScenario:\n * s\nRule: b\nScenario:\n * t\n").value();
  EXPECT_THAT(texts(pickles[1]), ElementsAre("t"));
}

TEST(CompilePickles, KnowsPlaceAndKeywordOfEachStep) {
  const Pickles pickles = compiled("Feature:\nScenario:\n  Given a\n").value();
  EXPECT_EQ(pickles[0].steps[0].location, (Location{3, 3}));
  EXPECT_EQ(pickles[0].steps[0].keyword, "Given ");
}

TEST(CompilePickles, MakesNoneOfAnOutlineWithoutRows) {
  EXPECT_TRUE(compiled("Feature:\nScenario:\n * <a>\nExamples:\n|a|\n").value().empty());
}

// Each column doubles the text of the one before it: 2^40 characters from some hundred bytes.
TEST(CompilePickles, RefusesPlaceholdersThatMultiply) {
  std::string header = "|", values = "|";
  for (int column = 0; column < 40; ++column) {
    const std::string next = "<c" + std::to_string(column + 1) + ">";
    header += "c" + std::to_string(column) + "|";
    values += next + next + "|";
  }
  const auto pickles = compiled("Feature:\nScenario:\n * <c0>\nExamples:\n" + header + "\n" + values + "\n",
                                {.max_work = 1 << 24});
  ASSERT_TRUE(pickles.has_error());
  EXPECT_EQ(official_message(pickles.error()[0]),
            "(2:1): the pickles need more than 16777216 bytes of work: split the examples or the background");
}

TEST(CompilePickles, RefusesBackgroundsTimesScenariosBeyondItsLimit) {
  std::string source = "Feature:\nBackground:\n";
  for (int step = 0; step < 1000; ++step) source += "* b\n";
  for (int scenario = 0; scenario < 1000; ++scenario) source += "Scenario:\n* s\n";
  EXPECT_TRUE(compiled(source, {.max_work = 1 << 20}).has_error());
  EXPECT_THAT(compiled(source).value().pickles, SizeIs(1000));
}

}  // namespace
}  // namespace ordeal::gherkin
