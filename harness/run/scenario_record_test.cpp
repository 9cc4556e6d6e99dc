#include "harness/run/scenario_record.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "harness/messages/note.hpp"

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
    const auto* attachment = std::get_if<messages::Attachment>(&message);
    if (attachment && attachment->file_name == messages::output_file_name) {
      EXPECT_EQ(finished, 0);
      output = *attachment->test_step_id + ": " + attachment->body;
    } else if (attachment) {
      verdicts.push_back(messages::verdict_from_json_text(attachment->body)->outcome);
    }
    if (const auto* end = std::get_if<messages::TestCaseFinished>(&message)) {
      ++finished;
      retried = end->will_be_retried;
    }
  }
  std::vector<std::pair<std::string, Status>> steps;
  std::vector<Outcome> verdicts;
  std::string last_message, output;
  int finished = 0;
  bool retried = false;
};

class ARecord : public testing::Test {
 protected:
  ARecord() {
    scenario_.pickle = std::make_shared<gherkin::Pickle>(gherkin::Pickle{.uri = "a.feature", .name = "a"});
    scenario_.steps.push_back({.id = "step 1"});
    scenario_.steps.push_back({.id = "step 2"});
    scenario_.steps.push_back({.id = "judgement", .kind = TestStep::Kind::judgement});
  }
  void step_over(const std::string& id, Status status) {
    record().on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = id});
    record().on(messages::TestStepFinished{
        .test_case_started_id = "s", .test_step_id = id, .test_step_result = {.status = status}});
  }
  void judged(Outcome outcome) {
    messages::Verdict verdict;
    verdict.outcome = outcome;
    record().on(messages::to_attachment(verdict, "s", {}));
  }

  TestCase scenario_{.id = "case"};
  Kept kept_;
  bool retries_ = false;
  // Made late, since it looks at the test case.
  std::unique_ptr<ScenarioRecord> made_;
  ScenarioRecord& record() {
    if (!made_)
      made_ = std::make_unique<ScenarioRecord>(scenario_, "s", 0, kept_, [this] { return retries_; });
    return *made_;
  }
};

TEST_F(ARecord, TellsBeforeItsEndWhatItPrintedIfItDidNotPass) {
  for (const Status second : {Status::passed, Status::failed}) {
    kept_ = {};
    made_.reset();
    record().on(messages::TestCaseStarted{.id = "s"});
    step_over("step 1", Status::passed);
    step_over("step 2", second);
    step_over("judgement", Status::passed);
    judged(second == Status::passed ? Outcome::passed : Outcome::failed);
    record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
    EXPECT_EQ(kept_.finished, 0);
    record().close({.ending = process::Ending::exited, .last_output = "the reason\n"}, "again");
    EXPECT_EQ(kept_.finished, 1);
    EXPECT_EQ(kept_.output, second == Status::passed ? "" : "step 2: the reason\n");
  }
}

TEST_F(ARecord, TakesTheOutcomeFromTheVerdict) {
  record().on(messages::TestCaseStarted{.id = "s"});
  for (const char* id : {"step 1", "step 2", "judgement"}) step_over(id, Status::passed);
  judged(Outcome::passed);
  record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
  record().close({.ending = process::Ending::exited}, "again");
  EXPECT_EQ(record().outcome(), Outcome::passed);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, IsFailedWhenAStepFailedWhateverTheVerdictSays) {
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  step_over("step 2", Status::passed);
  judged(Outcome::passed);
  step_over("judgement", Status::failed);
  record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
  record().close({.ending = process::Ending::exited}, "again");
  EXPECT_EQ(record().outcome(), Outcome::failed);
}

TEST_F(ARecord, OfACanaryThatWasNotSeenIsInvalidInTheReportsToo) {
  for (const Outcome judgement : {Outcome::failed, Outcome::not_healed, Outcome::passed}) {
    kept_ = {};
    made_.reset();
    record().take_for_canary(false);
    record().on(messages::TestCaseStarted{.id = "s"});
    for (const char* id : {"step 1", "step 2"}) step_over(id, Status::passed);
    judged(judgement);
    step_over("judgement", Status::failed);  // where it was passed, by what failed behind it
    record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
    EXPECT_EQ(record().outcome(), Outcome::invalid);
    EXPECT_EQ(kept_.verdicts.back(), Outcome::invalid);
    EXPECT_FALSE(record().will_be_retried());
  }
}

TEST_F(ARecord, FailsTheStepInWhichTheProcessDiedAndSkipsTheRest) {
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  record().on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = "step 2"});
  record().close({.ending = process::Ending::signalled, .number = 11}, "again");
  EXPECT_EQ(record().outcome(), Outcome::failed);
  const std::vector<std::pair<std::string, Status>> wanted{
      {"step 1", Status::passed}, {"step 2", Status::failed}, {"judgement", Status::skipped}};
  EXPECT_EQ(kept_.steps, wanted);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, IsFailedWhenTheProcessDiedAfterAPassedVerdict) {
  record().on(messages::TestCaseStarted{.id = "s"});
  for (const char* id : {"step 1", "step 2", "judgement"}) step_over(id, Status::passed);
  judged(Outcome::passed);
  record().close({.ending = process::Ending::signalled, .number = 11}, "again");
  EXPECT_EQ(record().outcome(), Outcome::failed);
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, SkipsWhatCtrlCEndedAndSaysWhy) {
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  record().on(messages::TestStepStarted{.test_case_started_id = "s", .test_step_id = "step 2"});
  record().close({.ending = process::Ending::interrupted}, "again");
  EXPECT_EQ(record().outcome(), Outcome::interrupted);
  const std::vector<std::pair<std::string, Status>> wanted{
      {"step 1", Status::passed}, {"step 2", Status::skipped}, {"judgement", Status::skipped}};
  EXPECT_EQ(kept_.steps, wanted);
  EXPECT_EQ(kept_.last_message, "the scenario's process: interrupted after 0 ms");
  EXPECT_EQ(kept_.verdicts, std::vector{Outcome::interrupted});
}

TEST_F(ARecord, StaysFailedWhenCtrlCCameAfterItsFailure) {
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::failed);
  record().close({.ending = process::Ending::interrupted}, "again");
  EXPECT_EQ(record().outcome(), Outcome::failed);
}

TEST_F(ARecord, OfAScenarioWhoseTurnNeverCameIsSkippedAndNotStarted) {
  record().never_begin("the run was interrupted", "again");
  EXPECT_EQ(record().outcome(), Outcome::not_started);
  for (const auto& [step, status] : kept_.steps) EXPECT_EQ(status, Status::skipped) << step;
  EXPECT_EQ(kept_.last_message, "not started: the run was interrupted");
  EXPECT_EQ(kept_.verdicts, std::vector{Outcome::not_started});
  EXPECT_EQ(kept_.finished, 1);
}

TEST_F(ARecord, IsRetriedWhenItFailedAndThereAreAttemptsLeft) {
  retries_ = true;
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::failed);
  record().close({.ending = process::Ending::signalled, .number = 11}, "again");
  EXPECT_TRUE(record().will_be_retried());
  EXPECT_TRUE(kept_.retried);
}

TEST_F(ARecord, IsNotRetriedWhenItIsPassedUnwrittenInvalidOrInterrupted) {
  retries_ = true;
  for (const Status status :
       {Status::passed, Status::pending, Status::undefined, Status::ambiguous, Status::skipped}) {
    made_.reset();
    record().on(messages::TestCaseStarted{.id = "s"});
    step_over("step 1", status);
    judged(Outcome::passed);
    record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
    EXPECT_FALSE(record().will_be_retried()) << static_cast<int>(status);
  }
  made_.reset();
  step_over("step 1", Status::failed);
  judged(Outcome::invalid);
  record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
  EXPECT_FALSE(record().will_be_retried());
  made_.reset();
  record().close({.ending = process::Ending::interrupted}, "again");
  EXPECT_FALSE(record().will_be_retried());
}

TEST_F(ARecord, WithoutAJudgementGoesByItsSteps) {
  scenario_.steps.pop_back();
  record().on(messages::TestCaseStarted{.id = "s"});
  step_over("step 1", Status::passed);
  step_over("step 2", Status::undefined);
  record().on(messages::TestCaseFinished{.test_case_started_id = "s"});
  EXPECT_EQ(record().outcome(), Outcome::failed);
  EXPECT_TRUE(record().only_unwritten());
}

TEST_F(ARecord, OfAScenarioThatTheMachineDidNotStartIsInvalidAndFailsItsFirstStep) {
  record().close({.ending = process::Ending::not_started, .problem = "no namespace"}, "again");
  EXPECT_EQ(record().outcome(), Outcome::invalid);
  ASSERT_EQ(kept_.steps.size(), 3u);
  EXPECT_EQ(kept_.steps[0].second, Status::failed);
  EXPECT_NE(kept_.last_message.find("no namespace"), std::string::npos);
}

}  // namespace
}  // namespace ordeal::run
