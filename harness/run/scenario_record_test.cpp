#include "harness/run/scenario_record.hpp"

#include <gtest/gtest.h>

namespace ordeal::run {
namespace {

using messages::Outcome;
using messages::Status;

class Kept final : public messages::Sink {
 public:
  void on(const messages::Envelope& message) override {
    if (const auto* step = std::get_if<messages::TestStepFinished>(&message)) {
      steps.emplace_back(step->test_step_id, step->test_step_result.status);
      if (step->test_step_result.message) last_message = *step->test_step_result.message;
    }
    if (const auto* attachment = std::get_if<messages::Attachment>(&message)) {
      verdicts.push_back(messages::verdict_from_json_text(attachment->body)->outcome);
    }
    finished += std::holds_alternative<messages::TestCaseFinished>(message);
  }
  std::vector<std::pair<std::string, Status>> steps;
  std::vector<Outcome> verdicts;
  std::string last_message;
  int finished = 0;
};

class ARecord : public testing::Test {
 protected:
  ARecord() {
    scenario_.pickle = &pickle_;
    scenario_.steps.push_back({.id = "step 1"});
    scenario_.steps.push_back({.id = "step 2"});
    scenario_.judgement = {"judgement", nullptr};
  }
  void step_over(const std::string& id, Status status) {
    record_.on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = id});
    record_.on(messages::TestStepFinished{
        .test_case_started_id = "s", .test_step_id = id, .test_step_result = {.status = status}});
  }
  void judged(Outcome outcome) {
    messages::Verdict verdict;
    verdict.outcome = outcome;
    record_.on(messages::to_attachment(verdict, "s", {}));
  }

  gherkin::Pickle pickle_{.uri = "a.feature", .name = "a"};
  PlannedScenario scenario_{.id = "case"};
  Kept kept_;
  ScenarioRecord record_{scenario_, "s", kept_};
};

TEST_F(ARecord, TakesTheOutcomeFromTheVerdict) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  for (const char* id : {"step 1", "step 2", "judgement"}) step_over(id, Status::passed);
  judged(Outcome::passed);
  record_.on(messages::TestCaseFinished{.test_case_started_id = "s"});
  record_.close({.ending = process::Ending::exited}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::passed);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, IsFailedWhenAStepFailedWhateverTheVerdictSays) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  step_over("step 2", Status::passed);
  judged(Outcome::passed);
  step_over("judgement", Status::failed);
  record_.on(messages::TestCaseFinished{.test_case_started_id = "s"});
  record_.close({.ending = process::Ending::exited}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::failed);
}

TEST_F(ARecord, FailsTheStepInWhichTheProcessDiedAndSkipsTheRest) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  record_.on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = "step 2"});
  record_.close({.ending = process::Ending::signalled, .number = 11}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::failed);
  const std::vector<std::pair<std::string, Status>> wanted{
      {"step 1", Status::passed}, {"step 2", Status::failed}, {"judgement", Status::skipped}};
  EXPECT_EQ(kept_.steps, wanted);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, IsFailedWhenTheProcessDiedAfterAPassedVerdict) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  for (const char* id : {"step 1", "step 2", "judgement"}) step_over(id, Status::passed);
  judged(Outcome::passed);
  record_.close({.ending = process::Ending::signalled, .number = 11}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::failed);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, SkipsWhatCtrlCEndedAndSaysWhy) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  record_.on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = "step 2"});
  record_.close({.ending = process::Ending::interrupted}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::interrupted);
  const std::vector<std::pair<std::string, Status>> wanted{
      {"step 1", Status::passed}, {"step 2", Status::skipped}, {"judgement", Status::skipped}};
  EXPECT_EQ(kept_.steps, wanted);
  EXPECT_EQ(kept_.last_message, "the scenario's process: interrupted after 0 ms");
  EXPECT_EQ(kept_.verdicts, std::vector{Outcome::interrupted});
}

TEST_F(ARecord, StaysFailedWhenCtrlCCameAfterItsFailure) {
  record_.on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::failed);
  record_.close({.ending = process::Ending::interrupted}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::failed);
}

TEST_F(ARecord, OfAScenarioWhoseTurnNeverCameIsSkippedWithoutAVerdict) {
  record_.close({.ending = process::Ending::interrupted, .problem = "interrupted before its turn"}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::interrupted);
  for (const auto& [step, status] : kept_.steps) EXPECT_EQ(status, Status::skipped) << step;
  EXPECT_EQ(kept_.last_message, "interrupted before its turn");
  EXPECT_TRUE(kept_.verdicts.empty());
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, OfAScenarioThatNeverStartedFailsItsFirstStep) {
  record_.close({.ending = process::Ending::not_started, .problem = "no namespace"}, "again");
  EXPECT_EQ(record_.outcome(), Outcome::failed);
  ASSERT_EQ(kept_.steps.size(), 3u);
  EXPECT_EQ(kept_.steps[0].second, Status::failed);
  EXPECT_NE(kept_.last_message.find("no namespace"), std::string::npos);
}

}  // namespace
}  // namespace ordeal::run
