#include "harness/cli/trial.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

using RunCommand = Trial;

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

TEST_F(RunCommand, ShowsExamplesWithTheNameOfThisSuite) {
  for (const char* command : {"run", "parse", "steps", "list", "lint", "new", "completion"}) {
    const std::string help = trial(command + std::string(" --help")).out;
    EXPECT_THAT(help, HasSubstr("trial " + std::string(command))) << command;
    EXPECT_THAT(help, Not(HasSubstr("ordeal " + std::string(command)))) << command;
  }
}

}  // namespace
}  // namespace ordeal::cli
