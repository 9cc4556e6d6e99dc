#include "reports/make_report.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "harness/messages/note.hpp"
#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

TEST(MakeReport, WritesEveryKindToItsFile) {
  const fs::path folder = fs::path(testing::TempDir()) / ("reports of " + std::to_string(getpid()));
  const std::string at = folder.string();
  auto reports =
      make_reports({"pretty:" + at + "/p.txt", "progress:" + at + "/g.txt", "junit:" + at + "/j.xml",
                    "html:" + at + "/h.html", "messages:" + at + "/m.ndjson", "rerun:" + at + "/r.txt",
                    "summary:" + at + "/s.txt", "usage:" + at + "/u.txt", "json:" + at + "/j.json",
                    "github:" + at + "/gh.txt", "gitlab:" + at + "/gl.json"},
                   {});
  ASSERT_TRUE(reports.has_value()) << reports.error();
  const auto stream = with_settings(example_run(), {.arm = "sim", .seed = 7, .rerun = "./my_suite run"});
  for (const auto& envelope : stream) (*reports)->on(envelope);
  EXPECT_TRUE((*reports)->finish().has_value());

  for (const char* report : {"p.txt", "g.txt", "j.json", "gh.txt", "gl.json"}) {
    EXPECT_THAT(text_of(folder / report), HasSubstr("./my_suite run features/gpu/memory.feature:15"))
        << report;
  }
  EXPECT_THAT(text_of(folder / "p.txt"), HasSubstr("4 scenarios"));
  EXPECT_THAT(text_of(folder / "g.txt"), HasSubstr("4 scenarios"));
  EXPECT_THAT(text_of(folder / "j.xml"), HasSubstr(R"(tests="4" skipped="0" failures="1" errors="2")"));
  EXPECT_THAT(text_of(folder / "h.html"), HasSubstr("not healed: process 4711"));
  EXPECT_EQ(messages_in(folder / "m.ndjson").size(), stream.size());
  EXPECT_THAT(text_of(folder / "s.txt"), testing::StartsWith("4 scenarios (1 passed"));
  EXPECT_THAT(text_of(folder / "u.txt"), HasSubstr("0 of 0 definitions unused"));
  EXPECT_THAT(text_of(folder / "j.json"), HasSubstr(R"("seed":7,"arm":"sim")"));
  EXPECT_THAT(text_of(folder / "gh.txt"), HasSubstr("::error file="));
  EXPECT_THAT(text_of(folder / "gl.json"), HasSubstr(R"("check_name":"ordeal/failed")"));
  EXPECT_EQ(text_of(folder / "r.txt"), "features/gpu/memory.feature:10:15:20\n");
  fs::remove_all(folder);
}

TEST(MakeReport, TellsANoteOnTheRunInEveryReportThatPeopleRead) {
  const fs::path folder = fs::path(testing::TempDir()) / ("notes of " + std::to_string(getpid()));
  for (const char* kind :
       {"pretty", "progress", "summary", "usage", "html", "junit", "json", "messages", "github", "gitlab"}) {
    auto report = make_report(kind + (":" + (folder / kind).string()));
    ASSERT_TRUE(report.has_value()) << report.error();
    (*report)->on(messages::TestRunStarted{.id = "run"});
    (*report)->on(messages::run_note("run", "canaries were left out", {}));
    (*report)->on(messages::TestRunFinished{.success = true, .test_run_started_id = "run"});
    EXPECT_TRUE((*report)->finish().has_value());
    EXPECT_THAT(text_of(folder / kind), HasSubstr("canaries were left out")) << kind;
  }
  EXPECT_THAT(text_of(folder / "junit"), HasSubstr(R"(<property name="note" value="canaries)"));
  EXPECT_THAT(text_of(folder / "html"), HasSubstr(R"({"kind":"note","text":"canaries were left out"})"));
  fs::remove_all(folder);
}

TEST(MakeReport, SaysWhichKindsThereAre) {
  const auto report = make_report("htlm:a.html");
  ASSERT_TRUE(report.has_error());
  EXPECT_THAT(report.error(),
              HasSubstr("\"htlm\"; there are pretty, progress, summary, usage, html, junit, json, messages, "
                        "rerun, durations, github, gitlab"));
}

TEST(MakeReport, DescribesEachKindInOneLineOfTheHelp) {
  const std::string help = kinds_of_reports();
  EXPECT_EQ(std::count(help.begin(), help.end(), '\n') + 1, 12);
  EXPECT_THAT(help, HasSubstr("\njunit      JUnit XML, which"));
  EXPECT_THAT(help, HasSubstr("\ngitlab     a Code Quality report"));
}

TEST(MakeReport, NeedsNoPlanForTheSummaryAlone) {
  EXPECT_FALSE((*make_reports({"summary"}))->wants_plan());
  EXPECT_TRUE((*make_reports({"summary", "rerun:/dev/null"}))->wants_plan());
}

TEST(MakeReport, RefusesAnEmptyFileName) {
  EXPECT_THAT(make_report("html:").error(), HasSubstr("names no file"));
}

TEST(MakeReport, RefusesTwoReportsForOnePlace) {
  EXPECT_THAT(make_reports({"pretty", "progress"}).error(), HasSubstr("standard output"));
  EXPECT_THAT(make_reports({"junit:out/a", "html:out/a"}).error(),
              HasSubstr("two reports would go to out/a"));
  EXPECT_FALSE(fs::exists("out"));
}

TEST(MakeReport, LetsGithubShareTheOutputWithAReportForPeople) {
  EXPECT_TRUE(make_reports({"pretty", "github"}).has_value());
  EXPECT_THAT(make_reports({"github:/dev/null", "junit:/dev/null", "html:/dev/null"}).error(),
              HasSubstr("two reports would go to /dev/null"));
}

}  // namespace
}  // namespace ordeal::reports
