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

TEST_F(RunCommand, TellsInEveryReportWhatAFailedScenarioPrinted) {
  write("features/drop.feature", R"(Feature: Drop
  Scenario: none
    Given a basket with 1 apple
    Then the basket has 1 apple
  Scenario: one
    Given a basket with 3 apples
    Then the basket has 2 apples
)");
  const Answer answer = trial(
      "run features/drop.feature --format pretty --format junit:o.xml --format json:o.json "
      "--format html:o.html --format messages:o.ndjson --format github:o.github "
      "--format gitlab:o.gitlab");
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("    its output:\n      counted: 3\n"));
  for (const char* report : {"o.json", "o.html", "o.ndjson", "o.gitlab"})
    EXPECT_THAT(content(report), HasSubstr("counted: 3\\n")) << report;
  EXPECT_THAT(content("o.xml"), HasSubstr("failed\n\ncounted: 3\n"));
  EXPECT_THAT(content("o.github"), HasSubstr("its output:%0Acounted: 3%0A"));
  // And where the rest is: there the whole of it lies.
  const std::string key = "evidence: ";
  const auto begin = answer.out.find(key) + key.size();
  const std::string folder = answer.out.substr(begin, answer.out.find('\n', begin) - begin);
  EXPECT_EQ(shell("cat '" + folder + "/output.txt'").out, "counted: 3\n");
}

// Each has its own, also where one process runs them all.
TEST_F(RunCommand, TellsWhatAScenarioPrintedHoweverItIsIsolated) {
  write("features/drop.feature", R"(Feature: Drop
  Scenario: none
    Given a basket with 1 apple
    Then the basket has 1 apple
  Scenario: one
    Given a basket with 3 apples
    Then the basket has 2 apples
  Scenario: two
    Given a basket with 4 apples
    Then the basket has 2 apples
)");
  for (const char* isolation : {"scenario", "worker", "none"}) {
    const Answer answer = trial("run features/drop.feature --parallel 1 --isolate " + std::string(isolation));
    EXPECT_EQ(answer.exit_code, 1) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("    its output:\n      counted: 3\n\n")) << isolation;
    EXPECT_THAT(answer.out, HasSubstr("    its output:\n      counted: 4\n\n")) << isolation;
    EXPECT_THAT(answer.out, Not(HasSubstr("counted: 1"))) << isolation;
    EXPECT_THAT(answer.out + answer.err, Not(HasSubstr("\ncounted"))) << isolation;
  }
}

TEST_F(RunCommand, ColoursWhatIsNoTerminalOnlyWhenAsked) {
  const auto coloured = [this](const std::string& before, const std::string& options) {
    return shell(before + " '" + program() + "' run " + options).out.find("\x1b[") != std::string::npos;
  };
  EXPECT_FALSE(coloured("", ""));
  EXPECT_TRUE(coloured("", "--color always"));
  EXPECT_TRUE(coloured("FORCE_COLOR=1", ""));
  EXPECT_TRUE(coloured("CLICOLOR_FORCE=1", ""));
  EXPECT_FALSE(coloured("FORCE_COLOR=0", ""));
  EXPECT_FALSE(coloured("FORCE_COLOR=1 NO_COLOR=1", ""));
  EXPECT_FALSE(coloured("FORCE_COLOR=1", "--color never"));
  EXPECT_TRUE(coloured("NO_COLOR=1", "--color always"));
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

TEST_F(RunCommand, OfAnEmptyListShardOrSelectionPassesWhereThatIsAllowed) {
  write("again.txt", "# nothing\n");
  for (const char* arguments : {"@again.txt", "--shard 4/4", "--tags @none"}) {
    const Answer refused = trial("run " + std::string(arguments));
    EXPECT_EQ(refused.exit_code, 2) << arguments;
    EXPECT_THAT(refused.out, HasSubstr("--allow-empty"));
    const Answer allowed = trial("run --allow-empty " + std::string(arguments));
    EXPECT_EQ(allowed.exit_code, 0) << arguments << allowed.out << allowed.err;
    EXPECT_THAT(allowed.out, HasSubstr("(allowed by --allow-empty)"));
  }
  EXPECT_EQ(trial("run --allow-empty @missing.txt").exit_code, 2);
}

TEST_F(RunCommand, RunsNoMoreAtTheSameTimeThanDescriptorsAllow) {
  std::string feature = "Feature: Pears\n";
  for (int i = 0; i < 60; ++i) feature += "  Scenario: s\n    Given a basket with 3 apples\n";
  write("pears.feature", feature);
  const Answer answer =
      shell("ulimit -n 256; " + shell_word(program()) + " run pears.feature --parallel 256 --format summary");
  EXPECT_EQ(answer.exit_code, 0) << answer.out;
  EXPECT_THAT(answer.out, HasSubstr("60 scenarios (60 passed)"));
  EXPECT_THAT(answer.err,
              HasSubstr(" instead of 256, since more would need more descriptors than this process may "
                        "open (ulimit -n)\n"));
}

TEST_F(RunCommand, ShowsExamplesWithTheNameOfThisSuite) {
  for (const char* command :
       {"run", "report", "merge", "parse", "steps", "list", "lint", "new", "completion"}) {
    const std::string help = trial(command + std::string(" --help")).out;
    EXPECT_THAT(help, HasSubstr("trial " + std::string(command))) << command;
    EXPECT_THAT(help, Not(HasSubstr("ordeal " + std::string(command)))) << command;
  }
}

TEST_F(RunCommand, WhereAnArmCannotRunHereItsScenariosAreSkippedAndTheCodeSaysSo) {
  write("features/pears.feature",
        "Feature: Pears\n  Scenario: some\n    Given a basket with 2 apples\n    Then the basket has 2 "
        "apples\n");
  const std::string command =
      "TRIAL_REFUSES='the sea is too deep' " + shell_word(program()) + " run features/pears.feature --on ";
  const Answer there = shell(command + "there --format pretty --format json:o.json");
  EXPECT_EQ(there.exit_code, 3);
  EXPECT_THAT(there.out + there.err,
              HasSubstr("no scenario of the arm there can run on this machine: the sea"));
  EXPECT_THAT(there.out, HasSubstr("1 scenario (1 skipped)"));
  EXPECT_THAT(content("o.json"), HasSubstr("skipped"));
  const Answer here = shell(command + "here");
  EXPECT_EQ(here.exit_code, 0) << here.out;
}

}  // namespace
}  // namespace ordeal::cli
