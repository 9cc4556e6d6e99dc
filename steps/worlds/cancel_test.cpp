// Ctrl-C at slotctl in every state of a slot: it leaves with 130, and what the director answers is true.
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

using CancelledSlot = SimulatedSlot;

TEST_F(CancelledSlot, IsCancelledWhenItsAcceptanceIsStillOnItsWay) {
  start_director();
  start_client();
  ASSERT_TRUE(until([&] { return logged("slot_accepted") == 1; }));
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client"), 130);
  pass(30s);
  EXPECT_EQ(logged("slot_cancelled"), 1u) << world_.log_text();
  EXPECT_EQ(logged("slot_done"), 0u);
}

TEST_F(CancelledSlot, IsCancelledInTheQueueWithoutHarmToTheOneBeforeIt) {
  start_director();
  start_client("first");
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  const Recorder& second = start_client("second");
  ASSERT_TRUE(until([&] { return !second.slot.empty(); }));
  world_.signal("second", SIGINT);
  EXPECT_EQ(ended("second"), 130);
  EXPECT_EQ(logged_with("slot_cancelled", "slot", second.slot), 1u);
  EXPECT_EQ(logged_with("slot_dispatched", "slot", second.slot), 0u);
  EXPECT_EQ(ended("first"), 0);
}

TEST_F(CancelledSlot, IsCancelledBetweenTwoStages) {
  start_director();
  start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "image_complete") == 1; }));
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client"), 130);
  EXPECT_EQ(logged("slot_cancelled"), 1u);
  EXPECT_EQ(logged("worker_exited"), 0u) << "the worker need not die for it";
}

TEST_F(CancelledSlot, IsCancelledWhileItWaitsForAnotherWorker) {
  start_director();
  start_client();
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.signal("worker 1", SIGKILL);
  ASSERT_TRUE(until([&] { return logged("slot_worker_lost") == 1; }));
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client"), 130);
  EXPECT_EQ(logged("slot_cancelled"), 1u);
  start_client("next");
  EXPECT_EQ(ended("next"), 0) << "the standby serves the next slot";
}

TEST_F(CancelledSlot, StaysCancelledWhenTheDirectorCrashesRightAfterItSaidSo) {
  start_director();
  start_client();
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.cut("director", "worker 1");  // so that it takes its time
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client"), 130);
  ASSERT_EQ(logged("cancelled_with_director", "client"), 1u) << "the director answered that it is cancelled";
  world_.signal("director", SIGKILL);
  pass(1s);
  start_director();
  pass(60s);
  EXPECT_EQ(logged("slot_recovered"), 0u) << "it was made although its client was told that it is cancelled";
}

TEST_F(CancelledSlot, ThatIsDoneMeanwhileIsNotSaidToBeCancelled) {
  start_director();
  start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "clip_complete") == 1; }));
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client"), 130);
  pass(1s);
  EXPECT_EQ(logged("cancelled_with_director", "client"), logged("slot_cancelled"));
  EXPECT_EQ(logged("slot_done") + logged("slot_cancelled"), 1u);
}

}  // namespace
}  // namespace ordeal
