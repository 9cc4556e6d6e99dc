#include "reports/pretty.hpp"

#include <gmock/gmock.h>

#include "reports/example_run.hpp"
#include "reports/run_hooks.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;
using testing::HasSubstr;
using testing::Not;

std::string pretty(const std::vector<Envelope>& stream, Terminal terminal = {}) {
  return written_by([&](Output output) { return std::make_unique<Pretty>(std::move(output), terminal); },
                    stream);
}

TEST(Pretty, ShowsFeatureRuleScenarioAndSteps) {
  EXPECT_THAT(pretty(example_run()), HasSubstr(R"(
Feature: GPU memory runs out  features/gpu/memory.feature

  Rule: a failed allocation costs no slot

    ✔ Scenario: out of memory is retried once  features/gpu/memory.feature:5
      ✔ Given a director with 1 worker  features/gpu/memory.feature:6
      ✔ When allocation 3 of the image stage fails  features/gpu/memory.feature:7
      ✔ Then the slot is done  features/gpu/memory.feature:8

    ✘ Scenario: a poisoned worker leaves  features/gpu/memory.feature:10
)"));
}

TEST(Pretty, SaysOnceByWhichClockItRan) {
  const auto text = pretty(with_settings(example_run(), {.clock = "jump"}));
  EXPECT_TRUE(text.starts_with("Clock: jump\n")) << text;
  EXPECT_EQ(text.find("Clock:", 1), text.npos);
  EXPECT_THAT(pretty(example_run()), Not(HasSubstr("Clock:")));
}

TEST(Pretty, ShowsAFailedStepWithItsPlaceAndWholeMessage) {
  EXPECT_THAT(pretty(example_run()), HasSubstr(R"(
      ✘ Then worker 1 exits with code 70  features/gpu/memory.feature:13
          expected exit code 70
          but it was 137
      ↷ And the slot is done  features/gpu/memory.feature:14
)"));
}

TEST(Pretty, ListsWhatDidNotPassWithItsCommandAndEvidence) {
  const auto text = pretty(example_run());
  EXPECT_THAT(text, HasSubstr(R"(
  ✘ features/gpu/memory.feature:10  a poisoned worker leaves  failed
      again:    ordeal run features/gpu/memory.feature:10 --on cpu --seed 7
      evidence: ordeal-report/memory-10
  ✘ features/gpu/memory.feature:15  a flipped byte in the model  invalid
      again:    ordeal run features/gpu/memory.feature:15
  ✘ features/gpu/memory.feature:20  the worker is killed  not healed
)"));
}

TEST(Pretty, SaysInOneLineWhatBecameOfEachFault) {
  EXPECT_THAT(pretty(example_run()), HasSubstr(R"(
Faults
  ✔ out of memory at allocation 3 of the image stage: landed after 120 ms · handled after 900 ms · healed after 40 ms  features/gpu/memory.feature:5
  ✘ illegal address at launch 3: landed after 90 ms · not handled · healed after 40 ms  features/gpu/memory.feature:10
  ✘ byte 4096 of video.pt flipped: never landed: no read reached byte 4096  features/gpu/memory.feature:15
  ✘ SIGKILL in the image stage: landed after 3 ms · handled after 900 ms · not healed: left over process 4711 slot-worker  features/gpu/memory.feature:20
)"));
}

TEST(Pretty, ShowsEachAttemptOfAFlakyScenario) {
  const auto text = pretty(retried_run());
  EXPECT_THAT(text,
              HasSubstr("\n  ✘ Scenario: a model server that is slow to come up (will be tried again)"));
  EXPECT_THAT(text, HasSubstr("\n  ↻ Scenario: a model server that is slow to come up flaky (attempt 2)"));
}

TEST(Pretty, NamesFlakyScenariosWithTheirCommands) {
  EXPECT_THAT(pretty(retried_run()), HasSubstr(R"(
Flaky: passed only when tried again
  ↻ features/retry.feature:3  a model server that is slow to come up  flaky (attempt 2)
      again:    ordeal run features/retry.feature:3

)"));
}

TEST(Pretty, NamesTheSuiteThatRanWhatHasNoCommandOfItsOwn) {
  const messages::SettingsNote said{.rerun = "./my_suite run --seed 7"};
  EXPECT_THAT(pretty(with_settings(retried_run(), said)),
              HasSubstr("again:    ./my_suite run --seed 7 features/retry.feature:6\n"));
  EXPECT_THAT(pretty(with_settings(example_run(), said)),
              HasSubstr("again:    ordeal run features/gpu/memory.feature:10 --on cpu --seed 7\n"));
}

TEST(Pretty, ShowsTheBestSnippetOfEachStepOnceInTheOrderOfTheSteps) {
  const auto suggestion = [](std::vector<std::string> codes) {
    messages::Suggestion made{.id = "s", .pickle_step_id = "p"};
    for (auto& code : codes) made.snippets.push_back({.language = "cpp", .code = std::move(code)});
    return made;
  };
  const auto text = pretty({suggestion({"WHEN(\"{int} slots\")\n", "WHEN(\"{float} slots\")\n"}),
                            suggestion({"GIVEN(\"a slot\")\n"}), suggestion({"WHEN(\"{int} slots\")\n"})});
  EXPECT_THAT(text, HasSubstr("would do\n  WHEN(\"{int} slots\")\n\n  GIVEN(\"a slot\")\n\n0 scenarios"));
}

TEST(Pretty, LeavesOutSnippetsOfAVeryUnfinishedSuite) {
  std::vector<Envelope> stream;
  for (int i = 0; i < 60; ++i) {
    stream.push_back(messages::Suggestion{.snippets = {{"cpp", "GIVEN(\"" + std::to_string(i) + "\")\n"}}});
  }
  const auto text = pretty(stream);
  EXPECT_THAT(text, HasSubstr("GIVEN(\"49\")"));
  EXPECT_THAT(text, Not(HasSubstr("GIVEN(\"50\")")));
  EXPECT_THAT(text, HasSubstr("… and more"));
}

TEST(Pretty, SaysOnlyWhyAScenarioNeverBegan) {
  const auto text = pretty(retried_run());
  EXPECT_THAT(text, HasSubstr(R"(
  ○ Scenario: a model of the next release not started  features/retry.feature:12
    the budget of 5 s was spent

)"));
  EXPECT_THAT(text, HasSubstr(R"(
Not started
  ○ features/retry.feature:12  a model of the next release  not started

)"));
}

TEST(Pretty, NamesTenOfThoseThatNeverBegan) {
  auto stream = plan_of(12, 1);
  for (std::size_t n = 0; n < 12; ++n) {
    auto execution = execution_of(n, 1);
    execution.insert(
        execution.end() - 1,
        to_attachment(messages::Verdict{.outcome = messages::Outcome::not_started}, std::to_string(n), {}));
    stream.insert(stream.end(), execution.begin(), execution.end());
  }
  const auto text = pretty(stream);
  EXPECT_THAT(text, HasSubstr("  … and 2 more; --format rerun:FILE names them all\n"));
  EXPECT_THAT(text, HasSubstr("12 scenarios (12 not started)"));
}

TEST(Pretty, CountsFlakyAndNotStartedInColoursOfTheirOwn) {
  EXPECT_THAT(pretty(retried_run()),
              HasSubstr("\n4 scenarios (1 passed, 1 flaky, 1 failed, 1 not started)\n"));
  const auto coloured = pretty(retried_run(), Terminal{.is_terminal = true, .colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[35m1 flaky\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[34m1 not started\x1b[0m"));
}

TEST(Pretty, EndsWithTheNumbers) {
  EXPECT_THAT(pretty(example_run()), testing::EndsWith(R"(
4 scenarios (1 passed, 1 failed, 1 invalid, 1 not healed)
13 steps (11 passed, 1 skipped, 1 failed)
2.0 s
)"));
}

TEST(Pretty, UsesNoColourUnlessTold) {
  EXPECT_THAT(pretty(example_run()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(pretty(example_run(), Terminal{.is_terminal = true, .colour = true}),
              HasSubstr("\x1b[1;31m✘ Then worker 1 exits with code 70\x1b[0m"));
}

TEST(Pretty, ShowsWhatAnInterruptedRunWasDoing) {
  auto stream = example_run();
  while (!std::holds_alternative<messages::TestCaseFinished>(stream.back())) stream.pop_back();
  stream.pop_back();  // the last scenario's end
  stream.pop_back();  // and the hook that judged it
  stream.pop_back();  // and its verdict
  const auto text = pretty(stream);
  EXPECT_THAT(text, HasSubstr("Scenario: the worker is killed interrupted"));
  EXPECT_THAT(text, HasSubstr("4 scenarios (1 passed, 1 failed, 1 invalid, 1 interrupted)"));
}

TEST(Pretty, CallsWhatCtrlCEndedInterruptedAndNotFailed) {
  using namespace messages;
  const std::vector<Envelope> stream{
      Pickle{.id = "p", .uri = "a.feature", .location = Location{3}, .name = "a fault"},
      Hook{.id = "h"},
      TestCase{.id = "c", .pickle_id = "p", .test_steps = {TestStep{.hook_id = "h", .id = "s"}}},
      TestCaseStarted{.id = "1", .test_case_id = "c"},
      TestStepFinished{.test_case_started_id = "1",
                       .test_step_id = "s",
                       .test_step_result = {.message = "interrupted after 7 ms", .status = Status::skipped}},
      to_attachment(Verdict{.scenario = "a.feature:3", .outcome = Outcome::interrupted}, "1", {}),
      TestCaseFinished{.test_case_started_id = "1"}};
  const auto text = pretty(stream);
  EXPECT_THAT(text, HasSubstr("Scenario: a fault interrupted  a.feature:3"));
  EXPECT_THAT(text, HasSubstr("interrupted after 7 ms"));
  EXPECT_THAT(text, HasSubstr("1 scenario (1 interrupted)"));
  EXPECT_THAT(text, Not(HasSubstr("failed")));
}

TEST(Pretty, ShowsTextsAndTablesBelowTheirSteps) {
  auto stream = run_with_keyword("Given ", "apples:");
  auto& step = std::get<messages::Pickle>(stream[1]).steps.front();
  step.argument.emplace();
  step.argument->doc_string = messages::PickleDocString{.argument_index = 1, .content = "red\n  green"};
  const std::vector<std::vector<std::string>> rows{{"kind", "n"}, {"林檎|x", "12"}};
  step.argument->data_table = messages::PickleTable{.argument_index = 0};
  for (const auto& cells : rows) {
    auto& row = step.argument->data_table->rows.emplace_back();
    for (const auto& cell : cells) row.cells.push_back({cell});
  }
  EXPECT_THAT(pretty(stream), HasSubstr("✔ Given apples:  keyword.feature:3\n"
                                        "        | kind    | n  |\n"
                                        "        | 林檎\\|x | 12 |\n"
                                        "        \"\"\"\n"
                                        "        red\n"
                                        "          green\n"
                                        "        \"\"\"\n"));
}

TEST(Pretty, WritesKeywordsAsTheFeatureDoes) {
  EXPECT_THAT(pretty(run_with_keyword("Lorsqu'", "il pleut")), HasSubstr("✔ Lorsqu'il pleut  "));
  EXPECT_THAT(pretty(run_with_keyword("假如", "我")), HasSubstr("✔ 假如我  "));
}

TEST(Pretty, LetsNoControlCharacterOfOthersThrough) {
  auto stream = run_with_keyword("When ", "the screen\x1b[2J is cleared");
  auto& finished = std::get<messages::TestStepFinished>(stream[4]);
  finished.test_step_result.status = messages::Status::failed;
  finished.test_step_result.message = "before \x1b[?25l\r\x9b\xC2\x9B and after";
  for (const bool colour : {false, true}) {
    const auto text = written_by(
        [&](Output output) {
          return std::make_unique<Pretty>(std::move(output), Terminal{.colour = colour});
        },
        stream);
    EXPECT_THAT(text, HasSubstr("the screen␛[2J is cleared"));
    EXPECT_THAT(text, HasSubstr("before ␛[?25l␍\uFFFD␦ and after" + std::string(colour ? "\x1b[0m" : "")));
    if (!colour) EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  }
}

TEST(Pretty, ShowsAFeatureThatDoesNotParse) {
  messages::ParseError error{.message = "(4:3): expected: #EOF, got 'Gven'"};
  error.source.uri = "bad.feature";
  error.source.location = messages::Location{4, 3};
  EXPECT_EQ(pretty({error}),
            "\n✘ bad.feature:4:3: expected: #EOF, got 'Gven'\n\n0 scenarios were run, 1 problem\n");
}

TEST(Pretty, ShowsEveryAttemptAndCountsTheLast) {
  const auto text = pretty(messages_in(ORDEAL_SOURCE_DIR "/reports/testdata/junit-xml/retry.ndjson"));
  EXPECT_THAT(text, HasSubstr("(will be tried again)"));
  EXPECT_THAT(text, HasSubstr("(attempt 3)"));
  EXPECT_THAT(text, HasSubstr("4 scenarios (1 passed, 2 flaky, 1 failed)"));
}

TEST(Pretty, ShowsAFailedHookOfTheRun) {
  const auto text = pretty(
      messages_in(ORDEAL_SOURCE_DIR "/reports/testdata/junit-xml/global-hooks-beforeall-error.ndjson"));
  EXPECT_THAT(text, HasSubstr("a hook of the run failed"));
  EXPECT_THAT(text, HasSubstr("BeforeAll hook went wrong"));
}

TEST(Pretty, ShowsWhatAFailedHookPrintedBelowWhyItFailed) {
  EXPECT_THAT(pretty(run_with_failed_hook(true)),
              HasSubstr("✘ steps.cpp:3: a hook of the run failed: could not start the server\n"
                        "its output:\nport 80 is taken\n"));
}

TEST(Pretty, ShowsAHookThatPassedOnlyWhereItPrinted) {
  auto stream = run_with_failed_hook(true);
  for (auto& message : stream) {
    if (auto* finished = std::get_if<messages::TestRunHookFinished>(&message))
      finished->result = {.status = messages::Status::passed};
  }
  EXPECT_THAT(pretty(stream), HasSubstr("\n✔ hook of the run  steps.cpp:3\n    port 80 is taken\n"));
  std::erase_if(stream, [](const auto& each) { return std::holds_alternative<messages::Attachment>(each); });
  EXPECT_THAT(pretty(stream), testing::Not(HasSubstr("hook of the run")));
}

class PrettyOfAnyStream : public testing::TestWithParam<std::filesystem::path> {};

// Each scenario that a stream starts is counted once, and after a failed hook each that was to run.
TEST_P(PrettyOfAnyStream, CountsWhatTheStreamHolds) {
  std::size_t scenarios = 0, pickles = 0;
  RunHooks hooks;
  bool hook_failed = false;
  for (const auto& envelope : messages_in(GetParam())) {
    pickles += std::holds_alternative<messages::Pickle>(envelope) ? 1 : 0;
    const auto hook = hooks.on(envelope);
    hook_failed = hook_failed || (hook && hook->failed());
    const auto* finished = std::get_if<messages::TestCaseFinished>(&envelope);
    scenarios += finished != nullptr && !finished->will_be_retried ? 1 : 0;
  }
  if (scenarios == 0 && hook_failed) scenarios = pickles;
  EXPECT_THAT(pretty(messages_in(GetParam())),
              HasSubstr("\n" + std::to_string(scenarios) + (scenarios == 1 ? " scenario" : " scenarios")));
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, PrettyOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

}  // namespace
}  // namespace ordeal::reports
