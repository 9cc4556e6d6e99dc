#include "reports/json_summary.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;

boost::json::value summary(const std::vector<Envelope>& stream) {
  return boost::json::parse(written_by(
      [&](Output output) { return std::make_unique<JsonSummary>(std::move(output), RunFacts{}); }, stream));
}

TEST(JsonSummary, IsTheDocumentedObject) {
  const messages::SettingsNote said{.arm = "cpu", .clock = "jump", .seed = 7, .rerun = "ordeal run --seed 7"};
  EXPECT_EQ(summary(with_settings(retried_run(), said)), boost::json::parse(R"({
    "version": 1, "seed": 7, "arm": "cpu", "clock": "jump",
    "scenarios": [
      {"place": "features/retry.feature:3", "uri": "features/retry.feature", "line": 3, "feature": "",
       "name": "a model server that is slow to come up", "ending": "flaky", "message": "connection refused",
       "rerun": "ordeal run --seed 7 features/retry.feature:3", "attempts": 2, "duration_ms": 1000},
      {"place": "features/retry.feature:6", "uri": "features/retry.feature", "line": 6, "feature": "",
       "name": "a model server that never answers", "ending": "failed", "message": "timed out after 3 s",
       "rerun": "ordeal run --seed 7 features/retry.feature:6", "attempts": 2, "duration_ms": 1000},
      {"place": "features/retry.feature:12", "uri": "features/retry.feature", "line": 12, "feature": "",
       "name": "a model of the next release", "ending": "not started", "message": "the budget of 5 s was spent",
       "rerun": "ordeal run --seed 7 features/retry.feature:12", "attempts": 1, "duration_ms": 0}],
    "problems": [],
    "notes": [],
    "counts": {"passed": 1, "flaky": 1, "failed": 1, "invalid": 0, "not healed": 0, "interrupted": 0,
               "not started": 1, "ambiguous": 0, "undefined": 0, "pending": 0, "skipped": 0, "all": 4},
    "started": "1970-01-01T00:00:00Z", "duration_ms": 5000, "finished": true, "success": false})"));
}

TEST(JsonSummary, LeavesOutWhatRunsThatWerePutTogetherDoNotAgreeOn) {
  const messages::SettingsNote cpu{.arm = "cpu", .clock = "jump", .seed = 7, .rerun = "cpu run"};
  const messages::SettingsNote sim{.arm = "sim", .clock = "jump", .seed = 8, .rerun = "sim run"};
  const auto json = summary(with_settings(with_settings(retried_run(), cpu), sim));
  EXPECT_EQ(json.at("clock"), "jump");
  EXPECT_FALSE(json.as_object().contains("arm"));
  EXPECT_FALSE(json.as_object().contains("seed"));
  EXPECT_EQ(json.at("scenarios").at(0).at("rerun"), "ordeal run features/retry.feature:3");
}

TEST(JsonSummary, HasTheEvidenceAndTheCommandOfTheVerdict) {
  const auto failed = summary(example_run()).at("scenarios").at(0);
  EXPECT_EQ(failed.at("evidence"), "ordeal-report/memory-10");
  EXPECT_EQ(failed.at("rerun"), "ordeal run features/gpu/memory.feature:10 --on cpu --seed 7");
  EXPECT_EQ(failed.at("message"), "expected exit code 70\nbut it was 137");
}

TEST(JsonSummary, SaysThatTheRunWasCutOff) {
  auto stream = example_run();
  stream.resize(stream.size() - 2);  // neither the last scenario nor the run finished
  const auto json = summary(stream);
  EXPECT_EQ(json.at("finished"), false);
  EXPECT_EQ(json.at("success"), false);
  EXPECT_FALSE(json.at("scenarios").as_array().back().as_object().contains("duration_ms"));
}

TEST(JsonSummary, HasProblemsOutsideOfScenarios) {
  const auto json = summary({messages::TestRunFinished{.message = "no scenario is selected"}});
  EXPECT_EQ(json.at("problems"), boost::json::parse(R"(["no scenario is selected"])"));
  EXPECT_EQ(json.at("counts").at("all"), 0);
}

class JsonOfAnyStream : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(JsonOfAnyStream, NamesWhateverItDoesNotCountAsPassed) {
  const auto json = summary(messages_in(GetParam()));
  const auto& counts = json.at("counts");
  EXPECT_EQ(json.at("scenarios").as_array().size(),
            static_cast<std::size_t>(counts.at("all").as_int64() - counts.at("passed").as_int64()))
      << boost::json::serialize(json);
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, JsonOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

}  // namespace
}  // namespace ordeal::reports
