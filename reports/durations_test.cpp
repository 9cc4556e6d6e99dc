#include "reports/durations.hpp"

#include <gtest/gtest.h>

#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

std::string durations(const std::vector<messages::Envelope>& stream) {
  return written_by([](Output output) { return std::make_unique<Durations>(std::move(output)); }, stream);
}

TEST(DurationsReport, HasMillisecondsAndPlaceOfEachScenario) {
  EXPECT_EQ(durations(example_run()),
            "500\tfeatures/gpu/memory.feature:5\n500\tfeatures/gpu/memory.feature:10\n"
            "500\tfeatures/gpu/memory.feature:15\n500\tfeatures/gpu/memory.feature:20\n");
}

TEST(DurationsReport, AddsAttemptsAndLeavesOutWhatNeverBegan) {
  EXPECT_EQ(
      durations(retried_run()),
      "2000\tfeatures/retry.feature:3\n2000\tfeatures/retry.feature:6\n1000\tfeatures/retry.feature:9\n");
}

}  // namespace
}  // namespace ordeal::reports
