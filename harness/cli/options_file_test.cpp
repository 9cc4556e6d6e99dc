#include "harness/cli/options_file.hpp"

#include "harness/cli/trial.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

namespace fs = std::filesystem;

class TheOptionsFile : public Trial {
 protected:
  TheOptionsFile() { fs::create_directories(folder_ / ".git"); }

  std::string refusal(const std::string& arguments = "run") const {
    const Answer answer = trial(arguments);
    EXPECT_EQ(answer.exit_code, 2) << answer.out;
    EXPECT_THAT(answer.out, Not(HasSubstr("Feature:"))) << "it ran";
    return answer.err.substr(0, answer.err.find('\n'));
  }
};

TEST_F(TheOptionsFile, SaysWhatTheCommandLineDoesNot) {
  write("ordeal.toml", R"(
[run]
tags = "@slow"
on = "there"
no-strict = true
format = ["progress", "rerun:again.txt"]
paths = ["features/apples.feature"]
)");
  const Answer run = trial("run");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 scenarios (2 passed)"));
  EXPECT_THAT(run.out, Not(HasSubstr("Feature: Apples"))) << "it is not progress";
  EXPECT_EQ(content("again.txt"), "");
  const Answer overruled = trial("run --tags '@fruit and not @slow' --format summary --on here");
  EXPECT_THAT(overruled.out, HasSubstr("1 scenario (1 passed)"));
  EXPECT_THAT(trial("run --no-config --on there").out, HasSubstr("3 scenarios (3 passed)"));
}

TEST_F(TheOptionsFile, IsForEachCommandAndComesBehindTheEnvironment) {
  write("ordeal.toml", "[list]\ntags = \"@slow\"\n[run]\nno-strict = true\n");
  EXPECT_THAT(trial("list --on there").out, Not(HasSubstr("one is eaten")));
  EXPECT_THAT(trial("run --on here").out, HasSubstr("one is eaten"));
  EXPECT_THAT(trial("doctor").out,
              HasSubstr("options: " + (fs::canonical(folder_) / "ordeal.toml").string()));
}

TEST_F(TheOptionsFile, HasProfilesThatComeBeforeTheRest) {
  write("ordeal.toml", R"(
[run]
on = "there"
tags = "@slow"
[profile.quick.run]
tags = "not @slow"
)");
  EXPECT_THAT(trial("run").out, HasSubstr("2 scenarios (2 passed)"));
  EXPECT_THAT(trial("run --profile quick").out, HasSubstr("1 scenario (1 passed)"));
  EXPECT_THAT(refusal("run --profile quik"),
              HasSubstr("has no profile \"quik\", a section [profile.quik.run]; it has: quick"));
  EXPECT_THAT(refusal("run --no-config --profile quick"), HasSubstr("there is no ordeal.toml"));
}

TEST_F(TheOptionsFile, StandsInTheCommandThatRunsAScenarioAgain) {
  write("other.toml", "[profile.'a b'.run]\nretry = 1\n");
  write("bad.feature",
        "Feature: f\n  Scenario: s\n    Given a basket with 1 apple\n    Then the basket has 2 apples\n");
  const Answer run = trial("run --config other.toml --profile 'a b' bad.feature");
  EXPECT_THAT(run.out,
              HasSubstr(" run --on here --config other.toml --profile 'a b' --seed 1 bad.feature:2\n"));
}

TEST_F(TheOptionsFile, IsLookedForUpToTheRootOfTheRepository) {
  const fs::path below = folder_ / "a" / "b";
  fs::create_directories(below);
  EXPECT_EQ(find_options_file(below), std::nullopt);
  write("ordeal.toml", "");
  EXPECT_EQ(find_options_file(below), folder_ / "ordeal.toml");
  write("a/ordeal.toml", "");
  EXPECT_EQ(find_options_file(below), folder_ / "a/ordeal.toml");
  fs::remove(folder_ / "a/ordeal.toml");
  fs::create_directories(folder_ / "a/.git");
  EXPECT_EQ(find_options_file(below), std::nullopt) << "it belongs to another repository";
}

TEST_F(TheOptionsFile, OutsideOfARepositoryCountsOnlyInTheWorkingFolder) {
  const fs::path below = folder_ / "a";
  fs::create_directories(below);
  fs::remove(folder_ / ".git");
  write("ordeal.toml", "");
  EXPECT_EQ(find_options_file(folder_), folder_ / "ordeal.toml");
  EXPECT_EQ(find_options_file(below), std::nullopt);
}

TEST_F(TheOptionsFile, ThatIsWrongIsToldWithItsPlace) {
  const std::string file = (fs::canonical(folder_) / "ordeal.toml").string();
  const auto says = [&](const std::string& text, const std::string& message) {
    write("ordeal.toml", text);
    EXPECT_EQ(refusal(), file + message);
  };
  says("[run]\n\nparalel = 4\n", ":3: `run` has no option \"paralel\"; did you mean \"parallel\"?");
  says("[run]\nhelp = true\n", ":2: `run` has no option \"help\"");
  says("[list]\nzzzzzzzz = 4\n", ":2: `list` has no option \"zzzzzzzz\"");
  says("[runn]\nparallel = 4\n", ":2: there is no command \"runn\"; did you mean \"run\"?");
  says("parallel = 4\n",
       ":1: \"parallel\" must stand below a command, [run], or a profile's command, [profile.ci.run]");
  says("[run]\nparallel = \"many\"\n", ":2: --parallel: Value many not in range 0 to 256");
  says("[run]\nparallel = [1, 2]\n", ":2: --parallel: At Most 1 required but received 2");
  says("[run]\nfail-fast = 'never'\n", ":2: Could not convert: --fail-fast = never");
  says("[run]\nretry = 1\nretry = 2\n",
       ":3: Error while parsing key-value pair: cannot redefine existing integer 'retry'");
  says("[run]\non = here\n", ":2: Error while parsing value: could not determine value type");
  EXPECT_EQ(trial("run --help").exit_code, 0) << "help is there all the same";
  EXPECT_EQ(refusal("run --config none.toml"), "--config: File does not exist: none.toml");
}

}  // namespace
}  // namespace ordeal::cli
