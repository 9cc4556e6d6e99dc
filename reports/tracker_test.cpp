#include "reports/tracker.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/schema_check.hpp"
#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;

std::vector<Scenario> scenarios_of(const std::vector<Envelope>& stream) {
  Tracker tracker;
  std::vector<Scenario> found;
  for (const auto& envelope : stream) {
    if (auto scenario = tracker.on(envelope)) found.push_back(std::move(*scenario));
  }
  return found;
}

TEST(Tracker, GivesAScenarioWithItsNamesStepsAndVerdict) {
  const auto scenarios = scenarios_of(example_run());
  ASSERT_EQ(scenarios.size(), 4U);
  const Scenario& failed = scenarios[1];
  EXPECT_EQ(failed.feature, "GPU memory runs out");
  EXPECT_EQ(failed.rule, "a failed allocation costs no slot");
  EXPECT_EQ(failed.name, "a poisoned worker leaves");
  ASSERT_EQ(failed.steps.size(), 5U);
  EXPECT_EQ(failed.steps[2].keyword, "Then ");
  EXPECT_EQ(failed.steps[2].line, 13);
  EXPECT_TRUE(failed.steps[4].is_hook);
  EXPECT_EQ(failed.steps[4].text, "landed and healed");
  ASSERT_TRUE(failed.verdict.has_value());
  EXPECT_EQ(failed.verdict->folder, "ordeal-report/memory-10");
  EXPECT_EQ(ending_of(failed), Ending::failed);
}

TEST(Tracker, CountsWhatIsPlannedAheadAndOneByOne) {
  Tracker ahead;
  for (const auto& envelope : plan_of(5, 1)) ahead.on(envelope);
  for (const auto& envelope : execution_of(0, 1)) ahead.on(envelope);
  EXPECT_EQ(ahead.planned(), 5U);

  Tracker one_by_one;  // pickles first, each test case just before it starts
  std::vector<Envelope> cases;
  for (const auto& envelope : plan_of(5, 1)) {
    if (std::holds_alternative<messages::TestCase>(envelope)) {
      cases.push_back(envelope);
    } else {
      one_by_one.on(envelope);
    }
  }
  one_by_one.on(cases[0]);
  for (const auto& envelope : execution_of(0, 1)) one_by_one.on(envelope);
  one_by_one.on(cases[1]);
  EXPECT_EQ(one_by_one.planned(), 5U);
}

TEST(Tracker, CountsOnlyWhatIsSelected) {
  Tracker tracker;  // five pickles, of which tags select two
  int cases = 0;
  for (const auto& envelope : plan_of(5, 1)) {
    if (std::holds_alternative<messages::TestCase>(envelope) && ++cases > 2) continue;
    tracker.on(envelope);
  }
  for (const auto& envelope : execution_of(0, 1)) tracker.on(envelope);
  EXPECT_EQ(tracker.planned(), 2U);
}

TEST(Tracker, ShowsAStepThatWasNeverAnnounced) {
  auto stream = execution_of(0, 1);
  const auto scenarios = scenarios_of(stream);
  ASSERT_EQ(scenarios.size(), 1U);
  EXPECT_THAT(scenarios[0].steps[0].text, testing::HasSubstr("0.0, which was never announced"));
}

TEST(Tracker, ShowsAVerdictThatItCannotRead) {
  auto stream = example_run();
  for (auto& envelope : stream) {
    if (auto* attachment = std::get_if<messages::Attachment>(&envelope)) attachment->body = "{}";
  }
  EXPECT_THAT(scenarios_of(stream)[0].steps.back().logs,
              testing::ElementsAre(testing::HasSubstr("not a verdict")));
}

TEST(Tracker, KeepsWhyTheAttemptBeforeDidNotPass) {
  const auto attempts = scenarios_of(retried_run());
  ASSERT_EQ(attempts.size(), 6U);
  EXPECT_EQ(ending_of(attempts[0]), Ending::failed);
  EXPECT_EQ(attempts[0].earlier, "");
  EXPECT_EQ(ending_of(attempts[1]), Ending::flaky);
  EXPECT_EQ(attempts[1].earlier, "connection refused");
  EXPECT_EQ(ending_of(attempts[3]), Ending::failed);
  EXPECT_EQ(ending_of(attempts[4]), Ending::passed);
  EXPECT_EQ(ending_of(attempts[5]), Ending::not_started);
}

// The example is what the harness would send, so it has to be what the schema asks for.
TEST(ExampleRun, SatisfiesTheOfficialSchema) {
  const auto schema =
      boost::json::parse(text_of(ORDEAL_DEPS "/node_modules/@cucumber/messages/messages.schema.json"));
  auto stream = example_run();
  for (auto& envelope : retried_run()) stream.push_back(std::move(envelope));
  for (const auto& envelope : stream) {
    EXPECT_THAT(messages::schema_errors(schema, messages::to_json(envelope)), testing::IsEmpty());
  }
}

}  // namespace
}  // namespace ordeal::reports
