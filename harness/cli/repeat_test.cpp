// --repeat, as a user sees it: in every report, in what runs a repetition again, and in what is refused.
#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

using testing::AllOf;
using testing::ContainsRegex;

class RepeatedRun : public Trial {
 protected:
  // Passes with the run's own seed alone.
  RepeatedRun() {
    write("wasp.feature",
          "Feature: Wasps\n  Scenario: none comes\n    Given a basket with 1 apple\n"
          "    Then no wasp comes with a seed above 1\n");
  }
  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
};

TEST_F(RepeatedRun, IsToldByRepetitionInEveryReport) {
  const Answer answer = trial(
      "run wasp.feature --repeat 3 --format pretty --format junit:o.xml --format json:o.json --format "
      "html:o.html --format messages:o.ndjson --format github:o.github --format gitlab:o.gitlab --format "
      "rerun:o.txt --format durations:o.tsv");
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("✔ Scenario: none comes (repetition 1)"));
  EXPECT_THAT(answer.out, HasSubstr("✘ Scenario: none comes (repetition 3)"));
  EXPECT_THAT(answer.out, HasSubstr("wasp.feature:2  none comes (1 passed, 2 failed)"));
  EXPECT_THAT(answer.out, HasSubstr("3 scenarios (1 passed, 2 failed)"));
  for (const char* number : {"1", "2", "3"})
    EXPECT_EQ(count(content("o.xml"), "name=\"none comes (repetition " + std::string(number) + ")\""), 1u);
  EXPECT_THAT(content("o.xml"), HasSubstr("tests=\"3\" skipped=\"0\" failures=\"2\""));
  EXPECT_THAT(content("o.json"), AllOf(HasSubstr("\"repetition\":2"), HasSubstr("\"repetition\":3")));
  EXPECT_THAT(content("o.json"), HasSubstr("\"passed\":1"));
  EXPECT_EQ(count(content("o.html"), "\"name\":\"none comes (repetition "), 3u);
  EXPECT_EQ(count(content("o.ndjson"), "{\"testCase\":"), 3u);
  EXPECT_EQ(count(content("o.github"), "title=none comes (repetition "), 2u);
  EXPECT_EQ(count(content("o.gitlab"), "none comes (repetition "), 2u);
  EXPECT_EQ(content("o.txt"), "wasp.feature:2\n");
  EXPECT_EQ(count(content("o.tsv"), "\twasp.feature:2\n"), 3u);
}

TEST_F(RepeatedRun, ShowsWhatRepeatsARepetitionExactly) {
  const Answer answer = trial("run wasp.feature --on there --repeat 2");
  const std::string key = "again:    ";
  const auto begin = answer.out.find(key) + key.size();
  const std::string again = answer.out.substr(begin, answer.out.find('\n', begin) - begin);
  EXPECT_THAT(again, ContainsRegex("--seed [0-9]+ wasp.feature:2$"));
  const std::string seed =
      again.substr(again.find("--seed ") + 7, again.find(" wasp") - again.find("--seed ") - 7);
  const Answer once_more = shell(again);
  EXPECT_EQ(once_more.exit_code, 1);
  EXPECT_THAT(answer.out, HasSubstr("a wasp of seed " + seed));
  EXPECT_THAT(once_more.out, HasSubstr("a wasp of seed " + seed));
  const std::string folder = "ordeal-report/evidence/*-r2/";
  EXPECT_THAT(shell("cat " + folder + "rerun.sh").out, HasSubstr("exec " + again + "\n"));
}

TEST_F(RepeatedRun, IsTheSameInALateReportAndFromItsShards) {
  const Answer run = trial("run wasp.feature --repeat 4 --format pretty --format messages:run.ndjson");
  EXPECT_EQ(trial("report run.ndjson --format rerun:r.txt --format junit:late.xml").exit_code, 1);
  EXPECT_EQ(count(content("late.xml"), "(repetition "), 4u);
  trial("run wasp.feature --repeat 4 --shard 1/2 --format messages:1.ndjson");
  trial("run wasp.feature --repeat 4 --shard 2/2 --format messages:2.ndjson");
  const Answer both = trial("report 1.ndjson 2.ndjson --format junit:both.xml --format pretty");
  EXPECT_EQ(both.exit_code, 1) << both.err;
  EXPECT_THAT(both.out, HasSubstr("4 scenarios (1 passed, 3 failed)"));
  for (const char* number : {"1", "2", "3", "4"})
    EXPECT_EQ(count(content("both.xml"), "(repetition " + std::string(number) + ")\""), 1u) << number;
  // Of a run that was killed: what had not begun is told as such, each under a name of its own.
  shell(
      "grep -v testRunFinished run.ndjson | head -c $(grep -b testCaseFinished run.ndjson | head -1 | cut "
      "-d: -f1) > cut.ndjson");
  EXPECT_EQ(trial("report cut.ndjson --format junit:cut.xml").exit_code, 1);
  for (const char* number : {"1", "2", "3", "4"})
    EXPECT_EQ(count(content("cut.xml"), "(repetition " + std::string(number) + ")\""), 1u) << number;
}

TEST_F(RepeatedRun, RefusesNumbersThatMakeNoSense) {
  for (const char* number : {"0", "-1", "100001", "99999999999999999999", "many"}) {
    const Answer answer = trial("run wasp.feature --repeat " + std::string(number));
    EXPECT_EQ(answer.exit_code, 2) << number;
    EXPECT_THAT(answer.err,
                AllOf(HasSubstr("--repeat"), HasSubstr(number), HasSubstr("in range 1 to 100000")));
  }
}

TEST_F(RepeatedRun, MayStandInTheOptionsFile) {
  write("ordeal.toml", "[run]\nrepeat = 2\n");
  EXPECT_THAT(trial("run features --format summary").out, HasSubstr("2 scenarios (2 passed)"));
  write("ordeal.toml", "[run]\nrepeat = 0\n");
  EXPECT_THAT(trial("run features").err,
              AllOf(HasSubstr("ordeal.toml:2:"), HasSubstr("in range 1 to 100000")));
}

}  // namespace
}  // namespace ordeal::cli
