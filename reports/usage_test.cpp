#include "reports/usage.hpp"

#include <gmock/gmock.h>

#include "harness/messages/note.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using namespace messages;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::HasSubstr;

std::string usage(const std::vector<Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Usage>(std::move(output), Terminal{}); },
                    stream);
}

Envelope definition(const std::string& id, const std::string& expression, std::int64_t line) {
  return StepDefinition{.id = id,
                        .pattern = {.source = expression},
                        .source_reference = {.uri = "steps/shop.cpp", .location = Location{line}}};
}

TestStep step(const std::string& id, std::vector<std::string> definitions) {
  return {.id = id, .pickle_step_id = id, .step_definition_ids = std::move(definitions)};
}

Envelope ran(const std::string& started, const std::string& id, Duration duration, Status status) {
  return TestStepFinished{.test_case_started_id = started,
                          .test_step_id = id,
                          .test_step_result = {.duration = duration, .status = status}};
}

// Two scenarios: "I pay" took 2 ms and 4 ms, "a basket" 10 us and was once skipped, "I wait" was matched by
// two.
std::vector<Envelope> a_run() {
  return {definition("basket", "a basket", 3),
          definition("pay", "I pay", 7),
          definition("leave", "I leave", 11),
          definition("wait", "I wait", 15),
          definition("wait too", "I {word}", 19),
          TestCase{.id = "1", .test_steps = {step("a", {"basket"}), step("b", {"pay"})}},
          TestCase{.id = "2",
                   .test_steps = {{.hook_id = "h", .id = "c"},
                                  step("d", {"pay"}),
                                  step("e", {"wait", "wait too"}),
                                  step("f", {"basket"})}},
          TestCaseStarted{.id = "s1", .test_case_id = "1"},
          TestCaseStarted{.id = "s2", .test_case_id = "2"},
          ran("s1", "a", microseconds(10), Status::passed),
          ran("s2", "c", milliseconds(900), Status::passed),
          ran("s2", "d", milliseconds(4), Status::failed),
          ran("s1", "b", milliseconds(2), Status::passed),
          ran("s2", "e", {}, Status::ambiguous),
          ran("s2", "f", {}, Status::skipped),
          TestCaseFinished{.test_case_started_id = "s2"},
          TestCaseFinished{.test_case_started_id = "s1"}};
}

TEST(UsageReport, ListsDefinitionsWithTheSlowestFirst) {
  EXPECT_THAT(usage(a_run()), testing::StartsWith(
                                  R"(  matches       total        mean         max  definition, slowest first
        2        6 ms        3 ms        4 ms  I pay  steps/shop.cpp:7
        2       10 us       10 us       10 us  a basket  steps/shop.cpp:3
        1           -           -           -  I wait  steps/shop.cpp:15
        1           -           -           -  I {word}  steps/shop.cpp:19
)"));
}

TEST(UsageReport, ListsDefinitionsThatNoStepMatches) {
  EXPECT_THAT(usage(a_run()), testing::EndsWith(R"(
1 of 5 definitions unused: no selected step matches
  I leave  steps/shop.cpp:11
)"));
}

TEST(UsageReport, AddsTheAttemptsOfAScenario) {
  EXPECT_THAT(usage({definition("pay", "I pay", 7), TestCase{.id = "1", .test_steps = {step("a", {"pay"})}},
                     TestCaseStarted{.id = "first", .test_case_id = "1"},
                     ran("first", "a", milliseconds(1), Status::failed),
                     TestCaseFinished{.test_case_started_id = "first", .will_be_retried = true},
                     TestCaseStarted{.attempt = 1, .id = "second", .test_case_id = "1"},
                     ran("second", "a", milliseconds(5), Status::passed),
                     TestCaseFinished{.test_case_started_id = "second"}}),
              HasSubstr("        1        6 ms        3 ms        5 ms  I pay"));
}

TEST(UsageReport, WritesNoDurationWithAnExponent) {
  EXPECT_THAT(usage({definition("pay", "I pay", 7), TestCase{.id = "1", .test_steps = {step("a", {"pay"})}},
                     TestCaseStarted{.id = "s", .test_case_id = "1"},
                     ran("s", "a", std::chrono::nanoseconds(999'700), Status::passed)}),
              HasSubstr("        1        1 ms        1 ms        1 ms  I pay"));
}

TEST(UsageReport, LetsNoControlCharacterOfOthersThrough) {
  Envelope strange = definition("clear", "the screen\x1b[2J is cleared", 7);
  std::get<StepDefinition>(strange).source_reference.uri = "steps/\x1b[H.cpp";
  const auto unused = usage({strange, run_note("run", "a note\x1b[2J", {})});
  EXPECT_THAT(unused, HasSubstr("  the screen␛[2J is cleared  steps/␛[H.cpp:7\n"));
  EXPECT_THAT(unused, HasSubstr("! a note␛[2J\n"));
  EXPECT_THAT(usage({strange, TestCase{.id = "1", .test_steps = {step("a", {"clear"})}}}),
              HasSubstr("  the screen␛[2J is cleared  steps/␛[H.cpp:7\n"));
}

TEST(UsageReport, SaysThatAllAreUsed) {
  EXPECT_EQ(usage({}), "0 of 0 definitions unused\n");
}

TEST(UsageReport, NamesTheUnusedStepsOfTheKit) {
  EXPECT_THAT(usage(messages_in(ORDEAL_SOURCE_DIR "/reports/testdata/junit-xml/unused-steps.ndjson")),
              HasSubstr("unused: no selected step matches\n"));
}

}  // namespace
}  // namespace ordeal::reports
