// Threads that a rule makes wait, and how long a delay is.
#include <gmock/gmock.h>

#include <csignal>

#include "faults/rule/rule_process_fixture.hpp"

namespace ordeal::rule {
namespace {

using testing::IsEmpty;

class HeldThreads : public RuleProcess {
 protected:
  // "worker 1", which ends when it has launched once.
  pid_t start_and_launch() {
    return start("worker 1", [] {
      reach(ORDEAL_LAUNCH);
      return 0;
    });
  }
  // The one that a rule makes wait, once there is one.
  HeldThread held_thread() const {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (block_->held().empty() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return block_->held().at(0);
  }
};

TEST_F(HeldThreads, ADelayLastsByTheBlocksOwnTimeWhereItHasOne) {
  block_->set_time(5s);
  const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, nth(1), delay(3s)}).value();
  const pid_t child = start_and_launch();
  const HeldThread thread = held_thread();
  EXPECT_EQ(thread.pid, child);
  EXPECT_EQ(thread.action, ORDEAL_DELAY);
  EXPECT_EQ(thread.until, 8s);
  block_->set_time(7999ms);
  wait_until_asleep(child);
  EXPECT_EQ(guard.done(), 0u);
  block_->set_time(8s);
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_EQ(guard.done(), 1u);
  EXPECT_THAT(block_->held(), IsEmpty());
}

TEST_F(HeldThreads, WhoeverIsSeenAtAGateHasBeenHeldThere) {
  for (int i = 0; i < 200; ++i) {
    const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, nth(1), gate()}).value();
    const pid_t child = start_and_launch();
    while (guard.held() == 0) {
    }
    ::kill(child, SIGKILL);
    EXPECT_EQ(guard.done(), 1u) << "it was killed at once, and nothing shows that the rule did anything";
    EXPECT_EQ(exit_code_of(child), -SIGKILL);
  }
}

TEST_F(HeldThreads, WhoIsHeldIsWrittenDownUntilItsGateIsOpened) {
  Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, nth(1), gate()}).value();
  const pid_t child = start_and_launch();
  const HeldThread thread = held_thread();
  EXPECT_EQ(thread.pid, child);
  EXPECT_EQ(thread.tid, child);
  EXPECT_EQ(thread.action, ORDEAL_GATE);
  guard.open();
  EXPECT_THAT(block_->held(), IsEmpty()) << "also before it has woken up";
  EXPECT_EQ(exit_code_of(child), 0);
}

}  // namespace
}  // namespace ordeal::rule
