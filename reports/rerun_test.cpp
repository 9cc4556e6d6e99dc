#include "reports/rerun.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(RerunReport, NamesEverythingAfterAFailedHookOfTheRun) {
  EXPECT_EQ(rerun(run_with_failed_hook(false)), "features/many.feature:1:2\n");
  EXPECT_EQ(rerun(run_with_failed_hook(true)), "features/many.feature:1:2\n");
}

TEST(RerunReport, NamesWhatWasPlannedWhenTheRunWasCutOff) {
  auto stream = plan_of(3, 1);
  for (auto& message : execution_of(1, 1)) stream.push_back(std::move(message));
  EXPECT_EQ(rerun(stream), "features/many.feature:1:3\n");
}

TEST(RerunReport, NamesWhatWasToBeTriedAgainWhenTheRunEnded) {
  auto stream = retried_run();
  const auto first_end = std::ranges::find_if(stream, [](const auto& message) {
    return std::holds_alternative<messages::TestCaseFinished>(message);
  });
  stream.erase(first_end + 1, stream.end());
  EXPECT_EQ(rerun(stream), "features/retry.feature:3:6:9:12\n");
}

}  // namespace
}  // namespace ordeal::reports
