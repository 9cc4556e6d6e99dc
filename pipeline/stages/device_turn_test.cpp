#include "pipeline/stages/device_turn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slots {
namespace {

using testing::_;

class MockDevice : public DevicePlugin {
 public:
  MOCK_METHOD(std::string, name, (), (const, override));
  MOCK_METHOD(std::string, torch_device, (), (const, override));
  MOCK_METHOD(DeviceMemory, memory, (), (override));
  MOCK_METHOD(void, reset_peak, (), (override));
  MOCK_METHOD(void, begin, (const std::string&, StagePace), (override));
  MOCK_METHOD(void, end, (), (override));
  MOCK_METHOD(DeviceCounts, counts, (), (override));
  MOCK_METHOD(void, synchronize, (), (override));
  MOCK_METHOD(void, cancel, (const std::string&), (override));
  MOCK_METHOD(DeviceError, take_error, (), (override));
  MOCK_METHOD(void, empty_cache, (), (override));
};

TEST(DeviceTurn, ACancellationReachesTheDeviceOnlyDuringTheTurn) {
  testing::StrictMock<MockDevice> device;
  DeviceTurns turns(device);
  const std::atomic<bool> cancelled{false};
  turns.cancel(Stage::image);  // before: it would wait on the device for the next slot
  {
    const testing::InSequence order;
    EXPECT_CALL(device, begin("image", _));
    EXPECT_CALL(device, cancel("image"));
    EXPECT_CALL(device, end());
  }
  {
    const DeviceTurn turn(turns, Stage::image, {}, cancelled);
    turns.cancel(Stage::image);
    turns.cancel(Stage::audio);  // does not run
  }
  turns.cancel(Stage::image);  // after
}

TEST(DeviceTurn, ACancelledStageDoesNotGetOne) {
  testing::StrictMock<MockDevice> device;
  DeviceTurns turns(device);
  const std::atomic<bool> cancelled{true};
  EXPECT_THROW(DeviceTurn(turns, Stage::image, {}, cancelled), StageCancelled);
}

TEST(DeviceTurn, FinishingWaitsForTheDeviceAndCountsItsLaunches) {
  testing::NiceMock<MockDevice> device;
  DeviceTurns turns(device);
  const std::atomic<bool> cancelled{false};
  EXPECT_CALL(device, synchronize());
  EXPECT_CALL(device, counts()).WillOnce(testing::Return(DeviceCounts{.launches = 52}));
  DeviceTurn turn(turns, Stage::image, {}, cancelled);
  EXPECT_EQ(turn.finish().launches, 52U);
}

}  // namespace
}  // namespace slots
