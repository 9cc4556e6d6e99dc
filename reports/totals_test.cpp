#include "reports/totals.hpp"

#include <gmock/gmock.h>

#include "reports/example_run.hpp"
#include "reports/pretty.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;

std::string totals(const std::vector<Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Totals>(std::move(output), Terminal{}); },
                    stream);
}

// What is left of a stream when no sink wants the plan.
std::vector<Envelope> without_plan(const std::vector<Envelope>& stream) {
  std::vector<Envelope> rest;
  for (const auto& envelope : stream) {
    const bool plans = std::visit(
        [](const auto& message) {
          using namespace messages;
          using Message = std::decay_t<decltype(message)>;
          return std::is_same_v<Message, Source> || std::is_same_v<Message, GherkinDocument> ||
                 std::is_same_v<Message, Pickle> || std::is_same_v<Message, ParameterType> ||
                 std::is_same_v<Message, StepDefinition> || std::is_same_v<Message, Hook> ||
                 std::is_same_v<Message, TestCase> || std::is_same_v<Message, Suggestion>;
        },
        envelope);
    if (!plans) rest.push_back(envelope);
  }
  return rest;
}

TEST(Totals, CountsEndingsWithoutThePlan) {
  EXPECT_EQ(totals(without_plan(example_run())),
            "4 scenarios (1 passed, 1 failed, 1 invalid, 1 not healed), 2.0 s\n");
  EXPECT_EQ(totals(without_plan(retried_run())),
            "4 scenarios (1 passed, 1 flaky, 1 failed, 1 not started), 5.0 s\n");
}

TEST(Totals, WantsNoPlanAndBearsIt) {
  EXPECT_FALSE(Totals(Output::stream(stdout), Terminal{}).wants_plan());
  EXPECT_EQ(totals(example_run()), totals(without_plan(example_run())));
}

TEST(Totals, CountsWhatTheRunLeftUnfinished) {
  auto stream = execution_of(1, 2);
  stream.pop_back();
  EXPECT_EQ(totals(stream), "1 scenario (1 interrupted), 0 ms\n");
}

TEST(Totals, SaysWhatWentWrongOutsideOfScenarios) {
  messages::ParseError error{.message = "(4:3): expected: #EOF, got 'Gven'"};
  error.source.uri = "bad.feature";
  error.source.location = messages::Location{4, 3};
  EXPECT_EQ(totals({error}), "✘ bad.feature:4:3: expected: #EOF, got 'Gven'\n0 scenarios, 0 ms\n");
}

class TotalsOfAnyStream : public testing::TestWithParam<std::filesystem::path> {};

// With the plan, and without it: then neither knows what never began.
TEST_P(TotalsOfAnyStream, AreThoseThatPrettyCounts) {
  const auto all = messages_in(GetParam());
  for (const auto& stream : {all, without_plan(all)}) {
    const auto pretty = written_by(
        [](Output output) { return std::make_unique<Pretty>(std::move(output), Terminal{}); }, stream);
    const auto text = totals(stream);
    const auto line = text.substr(text.rfind('\n', text.size() - 2) + 1);
    const auto counts = line.substr(0, line.rfind(", "));
    EXPECT_THAT(pretty, testing::HasSubstr(counts == "0 scenarios" ? "0 scenarios" : "\n" + counts + "\n"));
  }
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, TotalsOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

}  // namespace
}  // namespace ordeal::reports
