#include "pipeline/stages/devices/load_device.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slots {
namespace {

TEST(LoadDevice, OpensTheCpu) {
  const auto device = load_device("cpu");
  ASSERT_TRUE(device) << device.error().reason;
  EXPECT_EQ((*device)->name(), "cpu");
  EXPECT_EQ((*device)->torch_device(), "cpu");
  const DeviceMemory memory = (*device)->memory();
  EXPECT_GT(memory.used_here, 1'000'000U);
  EXPECT_GE(memory.peak_here, memory.used_here);
  EXPECT_GT(memory.capacity, memory.used);
}

TEST(LoadDevice, TheCpuSeesACancellationWhenItSynchronises) {
  const auto device = load_device("cpu");
  (*device)->begin("image", {});
  (*device)->cancel("audio");
  EXPECT_NO_THROW((*device)->synchronize());
  (*device)->cancel("image");
  EXPECT_THROW((*device)->synchronize(), StageCancelled);
  (*device)->end();
  (*device)->begin("image", {});
  EXPECT_NO_THROW((*device)->synchronize()) << "the next one begins uncancelled";
  (*device)->end();
}

TEST(LoadDevice, NamesTheDevicesThatThereAre) {
  const auto device = load_device("abacus");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().device, "abacus");
  EXPECT_NE(device.error().reason.find("cpu, cuda"), std::string::npos) << device.error().reason;
}

TEST(LoadDevice, TakesNoPathForAName) {
  EXPECT_FALSE(load_device("../../tmp/evil"));
  EXPECT_FALSE(load_device(""));
}

TEST(LoadDevice, RefusesAnUnknownSettingAndAnUnknownIndex) {
  const auto setting = load_device("cpu", {.index = 0, .settings = {{"capacity", "3"}}});
  ASSERT_FALSE(setting);
  EXPECT_NE(setting.error().reason.find("\"capacity\""), std::string::npos);
  const auto index = load_device("cpu", {.index = 4, .settings = {}});
  ASSERT_FALSE(index);
  EXPECT_NE(index.error().reason.find("4"), std::string::npos);
}

TEST(LoadDevice, CudaNamesItsCauseWhereItCannotBeUsed) {
  if (std::filesystem::exists("/dev/nvidiactl")) GTEST_SKIP() << "this machine has an NVIDIA driver";
  const auto device = load_device("cuda");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().reason, "no NVIDIA driver is installed; install one, or use another device");
}

TEST(LoadDevice, CudaOpensWhereThereIsOne) {
  if (!std::filesystem::exists("/dev/nvidiactl")) GTEST_SKIP() << "this machine has no NVIDIA driver";
  const auto device = load_device("cuda");
  ASSERT_TRUE(device) << device.error().reason;
  EXPECT_GT((*device)->memory().capacity, 1'000'000'000U);
  const auto none = load_device("cuda", {.index = 64, .settings = {}});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().reason.find("no device 64"), std::string::npos) << none.error().reason;
}

}  // namespace
}  // namespace slots
