#include "steps/worlds/rule_watch.hpp"

#include <poll.h>

#include "faults/rule/engine.hpp"
#include "steps/clock/governed_test.hpp"

namespace ordeal {
namespace {

using testing::ElementsAreArray;

void reach_a_launch(rule::RuleBlock& block) {
  rule::Strikes strikes;
  rule::strike(block.block(), {.role = "worker 1", .operation = ORDEAL_LAUNCH}, strikes);
}

bool readable(const RuleWatch& watch, int milliseconds) {
  pollfd event{watch.descriptor(), POLLIN, 0};
  return ::poll(&event, 1, milliseconds) == 1;
}

TEST(RuleWatch, TellsOfWhatHappensAndOnlyOfThat) {
  auto block = rule::RuleBlock::in_memory().value();
  const auto guard = block.add({{.operation = ORDEAL_LAUNCH}, rule::nth(2), rule::fail(1)}).value();
  RuleWatch watch(block, nullptr);
  reach_a_launch(block);
  EXPECT_FALSE(readable(watch, 0)) << "no rule has fired";
  reach_a_launch(block);
  EXPECT_TRUE(readable(watch, 60'000));
  watch.forget();
  EXPECT_FALSE(readable(watch, 0));
}

class RuleWatchOnAClock : public Governed {};

// Time would be a second further, or more, if it did not wait for the one who wakes the harness.
TEST_F(RuleWatchOnAClock, TheHarnessIsAwakeBeforeTimeGoesOn) {
  auto block = rule::RuleBlock::in_memory().value();
  const auto guard = block.add({{.operation = ORDEAL_LAUNCH}, rule::always(), rule::fail(1)}).value();
  RuleWatch watch(block, &*clock_);
  start([&](Child& child) {
    for (;; child.sleep(1s)) reach_a_launch(block);
  });
  std::vector<nanoseconds> seen;
  while (seen.size() < 200) {
    seat_->waits();
    readable(watch, 60'000);
    seat_->works();
    watch.forget();
    seen.push_back(governor_->now());
  }
  EXPECT_THAT(seen, ElementsAreArray(seconds_from(0, 199)));
}

}  // namespace
}  // namespace ordeal
