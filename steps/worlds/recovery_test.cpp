// The director is killed and started again: what it accepted ends once, and its clients hear of it.
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class RecoveredSlot : public SimulatedSlot {
 protected:
  void restart_director_after(Duration outage) {
    world_.signal("director", SIGKILL);
    pass(outage);
    start_director();
  }
};

TEST_F(RecoveredSlot, IsToldToBeDoneToAClientThatMissedItsEnd) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "clip_complete") == 1; }));
  pass(1500us);  // durable, and nobody has heard of it
  ASSERT_EQ(logged("slot_done"), 0u);
  restart_director_after(10ms);
  EXPECT_EQ(ended("client"), 0) << (client.failure ? client.failure->message : world_.log_text());
  EXPECT_EQ(logged("slot_recovered"), 0u) << "it was done: it must not be made again";
}

TEST_F(RecoveredSlot, IsMadeAgainAndItsClientSeesAllOfItsSecondLife) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "image_complete") == 1; }));
  restart_director_after(10ms);
  EXPECT_EQ(ended("client"), 0) << (client.failure ? client.failure->message : world_.log_text());
  EXPECT_TRUE(client.has("recovered"));
  for (std::size_t i = 1; i < client.events.size(); ++i) {
    EXPECT_GT(client.events[i].sequence, client.events[i - 1].sequence);
  }
  EXPECT_GT(client.result.at("generation_time_ms").to_number<double>(), 24'000) << "from its acceptance on";
}

TEST_F(RecoveredSlot, KeepsTheDeadlineItWasAcceptedWith) {
  start_director();
  start_client("client", 20'000);
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.signal("client", SIGKILL);
  restart_director_after(30s);
  const bool failed = until([&] { return logged("slot_failed") == 1; });
  ASSERT_TRUE(failed) << world_.log_text();
  EXPECT_EQ(logged("slot_dispatched"), 1u) << "too late for a second time";
  EXPECT_NE(world_.log_text().find("within its deadline of 20000 ms"), std::string::npos)
      << world_.log_text();
}

}  // namespace
}  // namespace ordeal
