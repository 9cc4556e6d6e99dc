#include "steps/worlds/sim_world.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class ASimWorld : public testing::Test {
 protected:
  ASimWorld() { std::filesystem::create_directories(evidence_); }
  ~ASimWorld() override { std::filesystem::remove_all(evidence_); }

  std::filesystem::path evidence_ =
      std::filesystem::temp_directory_path() / ("sim-world-" + std::to_string(::getpid()));
  SimWorld world_{{.arm = "sim", .seed = 1, .evidence = evidence_}};
};

TEST_F(ASimWorld, WaitsNoLongerThanItsWindow) {
  world_.start();
  world_.submit({});
  for (int i = 0; i < 1000; ++i) {  // windows that end between events: a beat, a message, a launch
    const slots::Duration end = world_.elapsed() + 7ms;
    EXPECT_FALSE(world_.await([&] { return world_.elapsed() > end; }, 7ms));
    ASSERT_EQ(world_.elapsed(), end);
  }
}

TEST_F(ASimWorld, LetsTimePassWhenNothingIsLeftToHappen) {
  EXPECT_FALSE(world_.await([] { return false; }, 250ms));
  EXPECT_EQ(world_.elapsed(), 250ms);
}

TEST_F(ASimWorld, MeasuresItselfHowLongASlotTook) {
  world_.start();
  const SlotView& slot = world_.submit({});
  EXPECT_THROW(slot.took(), std::logic_error);
  const slots::Duration submitted = world_.elapsed();
  ASSERT_TRUE(world_.await([&] { return slot.has_event("done"); }, 300s));
  EXPECT_EQ(slot.took(), world_.elapsed() - submitted);
  EXPECT_GE(slot.took(), 15'200ms);  // the critical path at the cost model's medians
  EXPECT_FALSE(world_.await([] { return false; }, 10s));
  EXPECT_LT(slot.took(), 20s) << "what comes after the end of a slot counts as its time";
}

}  // namespace
}  // namespace ordeal
