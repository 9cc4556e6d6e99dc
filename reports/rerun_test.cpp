#include "reports/rerun.hpp"

#include <gtest/gtest.h>

#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

std::string rerun(const std::vector<messages::Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Rerun>(std::move(output)); }, stream);
}

TEST(RerunReport, NamesWhateverDidNotPass) {
  EXPECT_EQ(rerun(example_run()), "features/gpu/memory.feature:10:15:20\n");
}

TEST(RerunReport, IsEmptyWhenAllPassed) {
  auto stream = plan_of(2, 1);
  for (std::size_t scenario = 0; scenario < 2; ++scenario)
    for (auto& message : execution_of(scenario, 1)) stream.push_back(std::move(message));
  EXPECT_EQ(rerun(stream), "");
}

TEST(RerunReport, NamesWhatNeverBeganButNothingFlaky) {
  EXPECT_EQ(rerun(retried_run()), "features/retry.feature:6:12\n");
}

TEST(RerunReport, NamesAScenarioThatTheRunLeftUnfinished) {
  auto stream = example_run();
  while (!std::holds_alternative<messages::TestCaseFinished>(stream.back())) stream.pop_back();
  stream.pop_back();
  EXPECT_EQ(rerun(stream), "features/gpu/memory.feature:10:15:20\n");
}

TEST(RerunReport, DoesNotNameAnAttemptThatIsRetried) {
  auto stream = example_run();
  for (auto& message : stream) {
    if (auto* finished = std::get_if<messages::TestCaseFinished>(&message)) finished->will_be_retried = true;
  }
  EXPECT_EQ(rerun(stream), "");
}

}  // namespace
}  // namespace ordeal::reports
