#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

using ReportCommand = Trial;

TEST_F(ReportCommand, MakesTheReportThatTheRunWouldHaveMade) {
  const Answer run = trial("run --format pretty --format messages:run.ndjson --format junit:run.xml");
  const Answer late = trial("report run.ndjson --format pretty --format junit:late.xml");
  EXPECT_EQ(late.exit_code, run.exit_code) << late.err;
  EXPECT_EQ(late.out, run.out);
  EXPECT_EQ(content("late.xml"), content("run.xml"));
  EXPECT_EQ(late.err, "");
}

TEST_F(ReportCommand, TellsWhatAKilledRunHadPlanned) {
  ASSERT_EQ(trial("run --on there --parallel 1 --format messages:run.ndjson").exit_code, 0);
  // As SIGKILL leaves it: in the middle of a line, after the first scenario.
  ASSERT_EQ(shell("cut=$(grep -b testCaseFinished run.ndjson | head -1 | cut -d: -f1); "
                  "head -c $((cut + 200)) run.ndjson > run.ndjson.4711.partial")
                .exit_code,
            0);
  const Answer late =
      trial("report run.ndjson.4711.partial --format pretty --format junit:j.xml --format rerun:r.txt");
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.err, HasSubstr("run.ndjson.4711.partial ends before its run does"));
  EXPECT_THAT(late.out, HasSubstr("3 scenarios (1 passed, 2 not started)"));
  EXPECT_THAT(content("j.xml"), HasSubstr("tests=\"4\" skipped=\"2\" failures=\"0\" errors=\"1\""));
  EXPECT_EQ(content("r.txt"), "features/apples.feature:17:18\n");
}

TEST_F(ReportCommand, PutsShardsTogetherAndNamesTheMissingOne) {
  ASSERT_EQ(trial("run --on there --shard 1/2 --format messages:1.ndjson").exit_code, 0);
  ASSERT_EQ(trial("run --on there --shard 2/2 --format messages:2.ndjson").exit_code, 0);
  const Answer whole = trial("report 1.ndjson 2.ndjson --format summary");
  EXPECT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("3 scenarios (3 passed)"));
  const Answer half = trial("report 1.ndjson --format summary");
  EXPECT_EQ(half.exit_code, 1);
  EXPECT_THAT(half.err, HasSubstr("shard 2/2 of run "));
  EXPECT_THAT(half.out, HasSubstr(" is missing"));

  ASSERT_EQ(trial("merge 1.ndjson 2.ndjson -o both.ndjson").exit_code, 0);
  EXPECT_EQ(trial("report both.ndjson --format summary").out, whole.out);
}

TEST_F(ReportCommand, SaysWhatIsNoMessageFile) {
  write("list.json", "{\"name\": \"a project\"}\n");
  const Answer other = trial("report list.json");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("list.json: line 1: JSON, but no message of Cucumber's stream"));
  EXPECT_EQ(trial("report features/apples.feature").exit_code, 2);
  EXPECT_THAT(trial("merge nowhere.ndjson").err, HasSubstr("nowhere.ndjson: No such file or directory"));
  EXPECT_THAT(trial("report features").err, HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace ordeal::cli
