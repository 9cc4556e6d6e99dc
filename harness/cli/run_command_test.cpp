#include "harness/cli/trial.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

using RunCommand = Trial;
using testing::MatchesRegex;

TEST_F(RunCommand, SaysHowThisSuiteRunsAScenarioAgain) {
  write("features/my pears.feature",
        "Feature: Pears\n  Scenario: none\n    Given a basket with 3 apples\n    Then the basket has 2 "
        "apples\n");
  const Answer answer = trial("run --on there --seed 7 'features/my pears.feature'");
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  const std::string again = shell_word(program()) + " run --on there --seed 7 'features/my pears.feature:2'";
  EXPECT_THAT(answer.out, HasSubstr("again:    " + again + "\n"));
  EXPECT_EQ(shell(again).exit_code, 1);
}

TEST_F(RunCommand, NamesTheSeedOfARandomOrderThatGivesTheOrderOnceMore) {
  std::string feature = "Feature: Pears\n";
  for (int i = 0; i < 20; ++i) {
    feature += "  Scenario: number " + std::to_string(i) + "\n    Given a basket with 3 apples\n";
  }
  write("features/pears.feature", feature);
  const auto scenarios = [&](const std::string& options) {
    return shell(shell_word(program()) + " run features/pears.feature --isolate none --order random" +
                 options + " | grep Scenario:");
  };
  const Answer first = scenarios("");
  ASSERT_THAT(first.err, MatchesRegex("order: random, seed [0-9]+ .--seed [0-9]+.\n"));
  const std::string seed =
      first.err.substr(first.err.find("--seed"), first.err.find(')') - first.err.find("--seed"));
  EXPECT_EQ(scenarios(" " + seed).out, first.out);
  EXPECT_NE(scenarios(" --seed 1000001").out, first.out);  // seeds of our own choice are smaller
}

TEST_F(RunCommand, ShowsExamplesWithTheNameOfThisSuite) {
  for (const char* command :
       {"run", "report", "merge", "parse", "steps", "list", "lint", "new", "completion"}) {
    const std::string help = trial(command + std::string(" --help")).out;
    EXPECT_THAT(help, HasSubstr("trial " + std::string(command))) << command;
    EXPECT_THAT(help, Not(HasSubstr("ordeal " + std::string(command)))) << command;
  }
}

}  // namespace
}  // namespace ordeal::cli
