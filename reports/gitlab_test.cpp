#include "reports/gitlab.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "reports/example_run.hpp"
#include "reports/repository_fixture.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

boost::json::array findings(const std::vector<messages::Envelope>& stream) {
  const RootIsWorkingFolder root;
  return boost::json::parse(
             written_by([](Output output) { return std::make_unique<Gitlab>(std::move(output)); }, stream))
      .as_array();
}

std::string text(const boost::json::value& finding, std::string_view member) {
  return std::string(finding.at(member).as_string());
}

TEST(Gitlab, ListsWhatDidNotPass) {
  const auto list = findings(example_run());
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(text(list[0], "description"),
            "a poisoned worker leaves: failed: expected exit code 70\nbut it was 137\n"
            "Again: ordeal run features/gpu/memory.feature:10 --on cpu --seed 7");
  EXPECT_EQ(text(list[0], "check_name"), "ordeal/failed");
  EXPECT_EQ(text(list[0], "severity"), "major");
  EXPECT_EQ(boost::json::serialize(list[0].at("location")),
            R"({"path":"features/gpu/memory.feature","lines":{"begin":10}})");
  EXPECT_EQ(text(list[2], "check_name"), "ordeal/not-healed");
  EXPECT_EQ(text(list[2], "severity"), "critical");
}

TEST(Gitlab, SaysOnceHowAScenarioEnded) {
  const auto list = findings(run_with_failed_hook(true));
  ASSERT_EQ(list.size(), 3U);
  EXPECT_THAT(text(list[1], "description"),
              testing::ContainsRegex("^[^:]+: not started: the hook at steps.cpp:3 failed: could not start"));
}

TEST(Gitlab, ListsFlakyScenariosAsMinor) {
  const auto list = findings(retried_run());
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(text(list[0], "check_name"), "ordeal/flaky");
  EXPECT_EQ(text(list[0], "severity"), "minor");
}

TEST(Gitlab, IsAnEmptyListWhenAllPassed) {
  EXPECT_TRUE(findings(execution_of(0, 1)).empty());
}

TEST(Gitlab, KnowsAFindingThatOnlyMoved) {
  auto moved = example_run();
  for (auto& envelope : moved) {
    if (auto* pickle = std::get_if<messages::Pickle>(&envelope)) pickle->location->line += 5;
  }
  EXPECT_EQ(text(findings(example_run())[0], "fingerprint"), text(findings(moved)[0], "fingerprint"));
  EXPECT_EQ(findings(moved)[0].at("location").at("lines").at("begin"), 15);
}

TEST(Gitlab, TellsScenariosOfOneNameApart) {
  auto same = example_run();
  for (auto& envelope : same) {
    if (auto* pickle = std::get_if<messages::Pickle>(&envelope)) pickle->name = "one name";
    if (auto* verdict = std::get_if<messages::Attachment>(&envelope)) verdict->media_type = "text/plain";
  }
  const auto list = findings(same);  // without verdicts, all of them failed
  ASSERT_EQ(list.size(), 3U);
  EXPECT_NE(text(list[0], "fingerprint"), text(list[1], "fingerprint"));
  EXPECT_NE(text(list[1], "fingerprint"), text(list[2], "fingerprint"));
}

TEST(Gitlab, TellsEvenScenariosOfOneLineApart) {
  std::vector<messages::Envelope> stream;
  for (const char* uri : {"a.feature", "a.feature", "a.feature", "a.feature"}) {
    messages::ParseError error{.message = "the same"};
    error.source.uri = uri;
    error.source.location = messages::Location{4, 3};
    stream.push_back(error);
  }
  std::set<std::string> fingerprints;
  for (const auto& finding : findings(stream)) fingerprints.insert(text(finding, "fingerprint"));
  EXPECT_EQ(fingerprints.size(), 4U);
}

TEST(Gitlab, ListsAFeatureThatDoesNotParse) {
  messages::ParseError error{.message = "(4:3): expected: #EOF, got 'Gven'"};
  error.source.uri = "bad.feature";
  error.source.location = messages::Location{4, 3};
  const auto list = findings({error});
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(text(list[0], "severity"), "blocker");
  EXPECT_EQ(list[0].at("location").at("lines").at("begin"), 4);
}

}  // namespace
}  // namespace ordeal::reports
