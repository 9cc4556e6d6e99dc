#include "reports/make_report.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

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
                    "html:" + at + "/h.html", "messages:" + at + "/m.ndjson", "rerun:" + at + "/r.txt"});
  ASSERT_TRUE(reports.has_value()) << reports.error();
  for (const auto& envelope : example_run()) (*reports)->on(envelope);
  EXPECT_TRUE((*reports)->finish().has_value());

  EXPECT_THAT(text_of(folder / "p.txt"), HasSubstr("4 scenarios"));
  EXPECT_THAT(text_of(folder / "g.txt"), HasSubstr("4 scenarios"));
  EXPECT_THAT(text_of(folder / "j.xml"), HasSubstr(R"(tests="4" skipped="0" failures="1" errors="2")"));
  EXPECT_THAT(text_of(folder / "h.html"), HasSubstr("not healed: process 4711"));
  EXPECT_EQ(messages_in(folder / "m.ndjson").size(), example_run().size());
  EXPECT_EQ(text_of(folder / "r.txt"), "features/gpu/memory.feature:10:15:20\n");
  fs::remove_all(folder);
}

TEST(MakeReport, SaysWhichKindsThereAre) {
  const auto report = make_report("htlm:a.html");
  ASSERT_TRUE(report.has_error());
  EXPECT_THAT(report.error(),
              HasSubstr("\"htlm\"; there are pretty, progress, junit, html, messages, rerun"));
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

}  // namespace
}  // namespace ordeal::reports
