#include "harness/sim/outbox.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "harness/sim/world.hpp"

namespace ordeal::sim {
namespace {

using namespace std::chrono_literals;

// "worker" sends three beats at once and ends; "director" notes what comes, and when.
class OutboxTest : public testing::Test {
 protected:
  struct Came {
    std::int64_t number;
    slots::Time at;
  };

  void run(slots::Duration limit = 60s) {
    world_.start("director", [this](slots::Env& env) -> slots::Task<int> {
      slots::Channel<slots::ConnectionPtr> accepted(env.loop);
      if (!env.network.listen("unix:/command", accepted)) co_return 1;
      const auto worker = co_await accepted.receive();
      while (auto message = co_await (*worker)->incoming.receive()) {
        came_.push_back({std::get<slots::Beat>(*message).number, env.clock.now()});
      }
      closed_ = true;
      co_return 0;
    });
    world_.start("worker", [](slots::Env& env) -> slots::Task<int> {
      const auto director = co_await env.network.dial("unix:/command");
      for (std::int64_t n = 1; n <= 3; ++n) (*director)->send(slots::Beat{.number = n});
      co_return 0;
    });
    world_.run_until([this] { return world_.processes() == 0; }, limit);
  }
  rule::Guard strike(std::uint64_t nth, rule::Action action) {
    return rules_
        .add({.at = {.role = "worker", .operation = ORDEAL_CALL, .object = "Beat", .call = "network.send"},
              .when = rule::nth(nth),
              .then = action})
        .value();
  }
  std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> numbers;
    for (const Came& each : came_) numbers.push_back(each.number);
    return numbers;
  }

  rule::RuleBlock rules_ = rule::RuleBlock::in_memory().value();
  World world_{{}, rules_};
  std::vector<Came> came_;
  bool closed_ = false;
};

TEST_F(OutboxTest, HoldsUpWhatIsSentBehindADelayAndKeepsTheOrder) {
  const rule::Guard slow = strike(2, rule::delay(5s));
  run();
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_LT(came_[0].at, 1s);
  EXPECT_GE(came_[1].at, 5s);
  EXPECT_GE(came_[2].at, came_[1].at);
  EXPECT_EQ(slow.done(), 1u);
  EXPECT_TRUE(closed_) << "who ends hangs up behind what was sent";
}

TEST_F(OutboxTest, LetsGoWhenAGateOpens) {
  rule::Guard gate = strike(1, rule::gate());
  run(10s);
  EXPECT_EQ(numbers(), std::vector<std::int64_t>{});
  EXPECT_EQ(gate.held(), 1u);
  EXPECT_TRUE(world_.running("worker")) << "its thread stands in the send";
  gate.open();
  world_.run_until([this] { return world_.processes() == 0; }, 60s);
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_F(OutboxTest, LosesWhatAKilledProcessWasAboutToSend) {
  const rule::Guard kill = strike(2, rule::kill(SIGKILL));
  run();
  EXPECT_EQ(numbers(), std::vector<std::int64_t>{1});
  ASSERT_FALSE(world_.exits().empty());
  EXPECT_EQ(world_.exits().front().code, 137);
  EXPECT_TRUE(closed_);
}

TEST_F(OutboxTest, ClosesWhatAProcessThatIsKilledAtAGateHadClosed) {
  const rule::Guard gate = strike(3, rule::gate());
  run(10s);
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_FALSE(closed_);
  world_.signal("worker", SIGKILL);
  world_.run_until([this] { return world_.processes() == 0; }, 60s);
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_TRUE(closed_);
}

TEST_F(OutboxTest, NeverSendsBehindAHang) {
  const rule::Guard hang = strike(3, rule::hang());
  run();
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(hang.done(), 1u);
}

TEST_F(OutboxTest, StrikesAMessageThatWasHeldUpWhenItsTurnComes) {
  const rule::Guard first = strike(1, rule::delay(2s)), third = strike(3, rule::delay(4s));
  run();
  EXPECT_EQ(third.done(), 1u);
  EXPECT_GE(came_[1].at, 2s);
  EXPECT_LT(came_[1].at, 3s);
  EXPECT_GE(came_[2].at, 6s);
}

}  // namespace
}  // namespace ordeal::sim
