#include "harness/run/shard.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "harness/run/parsed_fixture.hpp"

namespace ordeal::run {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

Features features_with(int scenarios) {
  std::string text = "Feature: f\n";
  for (int i = 0; i < scenarios; ++i) text += "  Scenario: s\n    Given x\n";  // at lines 2, 4, 6 …
  Features features;
  features.read.push_back(parsed("a.feature", text));
  return features;
}

std::vector<std::string> places(const Plan& plan) {
  std::vector<std::string> all;
  for (const Chosen& scenario : plan.scenarios) all.push_back(scenario.place());
  return all;
}

TEST(AShard, IsWrittenAsItsNumberOfHowMany) {
  EXPECT_EQ(parse_shard("3/10")->number, 3);
  EXPECT_EQ(parse_shard("3/10")->of, 10);
  for (const char* wrong : {"", "3", "0/3", "4/3", "3/", "/3", "1/2x", "-1/2"}) {
    EXPECT_TRUE(parse_shard(wrong).has_error()) << wrong;
  }
}

// For one test: variables that CI sets, put back at its end.
class Environment {
 public:
  explicit Environment(std::map<std::string, std::string> wanted) {
    for (const char* name : {"ORDEAL_RUN_ID", "GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_TAG"}) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      wanted.contains(name) ? setenv(name, wanted[name].c_str(), 1) : unsetenv(name);
    }
  }
  ~Environment() {
    for (const char* name : {"ORDEAL_RUN_ID", "GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_TAG"})
      before_.contains(name) ? setenv(name, before_[name].c_str(), 1) : unsetenv(name);
  }

 private:
  std::map<std::string, std::string> before_;
};

TEST(AShard, KnowsTheRunThatItIsAPartOf) {
  const Features features = features_with(3);
  const Plan plan = make_plan(features, {});
  Plan smaller = plan;
  smaller.scenarios.pop_back();
  const Environment local({});
  const std::string id = id_of_run(plan, "cpu", 1);
  EXPECT_EQ(id_of_run(plan, "cpu", 1), id);
  EXPECT_NE(id_of_run(smaller, "cpu", 1), id);
  EXPECT_NE(id_of_run(plan, "sim", 1), id);
  EXPECT_NE(id_of_run(plan, "cpu", 2), id);
  {
    const Environment github({{"GITHUB_RUN_ID", "4711"}});
    EXPECT_EQ(id_of_run(plan, "cpu", 1), "4711-" + id);
  }
  const Environment named({{"ORDEAL_RUN_ID", "nightly 7"}, {"GITHUB_RUN_ID", "4711"}});
  EXPECT_EQ(id_of_run(plan, "cpu", 1), "nightly 7");
}

TEST(Shards, TogetherHaveEachScenarioOnce) {
  const Features features = features_with(101);
  std::multiset<std::string> all;
  for (int number = 1; number <= 7; ++number) {
    Plan plan = make_plan(features, {});
    keep_shard(plan, {number, 7}, {{"a.feature:2", milliseconds(900)}, {"a.feature:10", milliseconds(5)}});
    for (const auto& place : places(plan)) all.insert(place);
  }
  const auto whole = places(make_plan(features, {}));
  EXPECT_EQ(all, std::multiset<std::string>(whole.begin(), whole.end()));
}

TEST(Shards, AreBalancedByWhatWasRecorded) {
  const Features features = features_with(4);
  const Durations durations{{"a.feature:2", milliseconds(300)},
                            {"a.feature:4", milliseconds(100)},
                            {"a.feature:6", milliseconds(100)},
                            {"a.feature:8", milliseconds(100)}};
  Plan long_one = make_plan(features, {}), short_ones = long_one;
  EXPECT_EQ(keep_shard(long_one, {1, 2}, durations), milliseconds(300));
  EXPECT_EQ(keep_shard(short_ones, {2, 2}, durations), milliseconds(300));
  EXPECT_THAT(places(long_one), testing::ElementsAre("a.feature:2"));
  EXPECT_THAT(places(short_ones), testing::ElementsAre("a.feature:4", "a.feature:6", "a.feature:8"));
}

TEST(Shards, HaveTheSameNumberWhenNothingIsRecorded) {
  const Features features = features_with(10);
  Plan plan = make_plan(features, {});
  keep_shard(plan, {2, 5}, {});
  EXPECT_EQ(plan.scenarios.size(), 2u);
}

TEST(RecordedDurations, AreReadAsTheReportWritesThem) {
  const std::string file = testing::TempDir() + "/durations-" + std::to_string(getpid()) + ".tsv";
  std::ofstream(file) << "1250\ta b.feature:12\n\n3\tc.feature:1\n";
  const auto read = read_durations(file);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->at("a b.feature:12"), milliseconds(1250));
  EXPECT_EQ(read->size(), 2u);
  std::ofstream(file) << "3\tc.feature:1\nfast\tc.feature:2\n";
  EXPECT_THAT(read_durations(file).error(), HasSubstr(":2: not a duration"));
  EXPECT_THAT(read_durations("/nowhere/x").error(), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace ordeal::run
