#include "pipeline/recovery/retry_budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace slots {
namespace {

bool has_room(RetryBudget& budget, Time now) {
  return budget.at(now).room_in == Duration(0);
}

TEST(RetryBudget, AllowsAFewAMinuteWhateverTheTraffic) {
  RetryBudget budget({.at_least_a_minute = 2});
  for (int n = 0; n < 2; ++n) {
    EXPECT_TRUE(has_room(budget, 0s));
    budget.retried(0s);
  }
  EXPECT_FALSE(has_room(budget, 0s));
  EXPECT_EQ(budget.at(0s).retries, 2);
  EXPECT_EQ(budget.at(0s).allowed, 2);
}

TEST(RetryBudget, HasRoomAgainAMinuteAfterEachRetry) {
  RetryBudget budget({.at_least_a_minute = 2});
  budget.retried(1s);
  budget.retried(31s);
  EXPECT_EQ(budget.at(40s).room_in, 21s);
  EXPECT_FALSE(has_room(budget, 60'999ms));
  EXPECT_TRUE(has_room(budget, 61s));
  budget.retried(61s);
  EXPECT_EQ(budget.at(61s).room_in, 30s);
}

TEST(RetryBudget, GrowsWithTheTrafficOfTheLastMinute) {
  RetryBudget budget({.at_least_a_minute = 2, .share = 0.2});
  for (int n = 0; n < 50; ++n) budget.tried(std::chrono::seconds(n));
  EXPECT_EQ(budget.at(49s).allowed, 10);
  EXPECT_EQ(budget.at(84s).allowed, 5) << "25 of them were within the last minute";
  EXPECT_EQ(budget.at(200s).allowed, 2);
}

TEST(RetryBudget, CountsNoFirstTryAsARetry) {
  RetryBudget budget({.at_least_a_minute = 1});
  for (int n = 0; n < 4; ++n) budget.tried(0s);
  EXPECT_EQ(budget.at(0s).retries, 0);
  EXPECT_TRUE(has_room(budget, 0s));
}

TEST(RetryBudget, HoldsAPlaceForARetryToCome) {
  RetryBudget budget({.at_least_a_minute = 1});
  budget.retried(32s);
  EXPECT_FALSE(has_room(budget, 0s));
  EXPECT_EQ(budget.at(0s).room_in, 92s);
}

TEST(RetryBudget, OfNothingNeverHasRoom) {
  RetryBudget budget({.at_least_a_minute = 0});
  EXPECT_FALSE(has_room(budget, 0s));
  EXPECT_FALSE(has_room(budget, 3600s));
  for (int n = 0; n < 5; ++n) budget.tried(3600s);
  EXPECT_TRUE(has_room(budget, 3600s)) << "20 % of 5";
}

TEST(RetryBudget, HoldsACountForManyTriesInOnePlace) {
  RetryBudget budget({.at_least_a_minute = 0, .share = 0.5});
  for (int n = 0; n < 100'000; ++n) budget.tried(std::chrono::microseconds(n));
  EXPECT_EQ(budget.at(1s).allowed, 50'000);
}

TEST(RetryBudget, ForgetsATrafficThatNeverPauses) {
  RetryBudget budget({.at_least_a_minute = 0, .share = 0.5});
  for (int n = 0; n < 6000; ++n) budget.tried(n * 50ms);
  EXPECT_NEAR(static_cast<double>(budget.at(300s).allowed), 600, 2) << "half of 1,200 in a minute";
}

// Whoever retries only where there is room makes in no minute more than the greatest that was allowed in it.
RC_GTEST_PROP(RetryBudget, KeepsEveryMinuteWithinWhatWasAllowed, ()) {
  const auto at_least = *rc::gen::inRange(0, 5);
  const auto steps = *rc::gen::container<std::vector<std::pair<int, bool>>>(
      rc::gen::pair(rc::gen::inRange(0, 20'000), rc::gen::arbitrary<bool>()));
  RetryBudget budget({.at_least_a_minute = at_least});
  struct Made {
    Time at;
    std::int64_t allowed;
  };
  std::vector<Made> made;
  Time now{0};
  for (const auto& [later_ms, again] : steps) {
    now += std::chrono::milliseconds(later_ms);
    if (!again) {
      budget.tried(now);
    } else if (const auto left = budget.at(now); left.room_in == Duration(0)) {
      budget.retried(now);
      made.push_back({now, left.allowed});
    }
  }
  for (auto last = made.begin(); last != made.end(); ++last) {
    const auto within = std::count_if(
        made.begin(), last + 1, [&](const Made& each) { return last->at - each.at < RetryBudget::kWindow; });
    RC_ASSERT(within <= last->allowed);
  }
}

// And when it says that there is room in so long, there is, and a moment before there is not.
RC_GTEST_PROP(RetryBudget, NamesTheTimeAtWhichThereIsRoom, ()) {
  RetryBudget budget({.at_least_a_minute = *rc::gen::inRange(1, 5), .share = 0});
  Time now{0};
  for (const int later_ms : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 30'000))) {
    now += std::chrono::milliseconds(later_ms);
    budget.retried(now);
  }
  RetryBudget later = budget;
  const Duration room_in = budget.at(now).room_in;
  RC_ASSERT(has_room(later, now + room_in));
  if (room_in > Duration(0)) RC_ASSERT(!has_room(budget, now + room_in - Duration(1)));
}

}  // namespace
}  // namespace slots
