// The library by its C interface, loaded as monitoring programs load it: what pynvml does not reach.
#include "pipeline/env/nvml.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <thread>

#include "faults/simgpu/card.hpp"

namespace ordeal::nvml {
namespace {

using namespace slots::nvml;
using simgpu::Card;

// Loaded once: its cards are opened when it is initialised first.
class Nvml : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nvml-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    library = dlopen(ORDEAL_BINARY_DIR "/lib/nvml/libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    ASSERT_TRUE(library) << dlerror();
    setenv("ORDEAL_CARD", (folder / "absent").c_str(), 1);
    EXPECT_EQ(call<int()>("nvmlInit_v2")(), kDriverNotLoaded);
    Card::open((folder / "card").string(), 1000).value();
    setenv("ORDEAL_CARD", (folder / "card").c_str(), 1);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

  Nvml() {
    EXPECT_EQ(call<int()>("nvmlInit_v2")(), kSuccess);
    EXPECT_EQ(call<int(unsigned, Device*)>("nvmlDeviceGetHandleByIndex_v2")(0, &device), kSuccess);
  }
  ~Nvml() override { call<int()>("nvmlShutdown")(); }

  template <class Function>
  static Function* call(const char* name) {
    return reinterpret_cast<Function*>(dlsym(library, name));
  }

  static std::filesystem::path folder;
  static void* library;
  Device device = nullptr;
};
std::filesystem::path Nvml::folder;
void* Nvml::library = nullptr;

TEST_F(Nvml, KnowsNoHandleThatItDidNotGive) {
  Memory memory{};
  const auto ask = call<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo");
  int stranger = 0;
  EXPECT_EQ(ask(reinterpret_cast<Device>(&stranger), &memory), kInvalidArgument);
  EXPECT_EQ(ask(nullptr, &memory), kInvalidArgument);
  EXPECT_EQ(ask(device, nullptr), kInvalidArgument);
}

TEST_F(Nvml, AnswersNobodyWhoHasNotInitialisedIt) {
  Memory memory{};
  call<int()>("nvmlShutdown")();
  EXPECT_EQ(call<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo")(device, &memory), kUninitialized);
  EXPECT_EQ(call<int()>("nvmlShutdown")(), kUninitialized);
  call<int()>("nvmlInit_v2")();
  EXPECT_EQ(call<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo")(device, &memory), kSuccess);
  EXPECT_EQ(memory.total, 1000u);
}

TEST_F(Nvml, SaysHowManyProcessesThereAreWhenTheArrayIsTooSmall) {
  const auto card = Card::open((folder / "card").string()).value();
  const Card::Grant grant = card->take(10);
  ProcessInfoV1 infos[4]{};
  unsigned count = 0;
  const auto ask = call<int(Device, unsigned*, ProcessInfoV1*)>("nvmlDeviceGetComputeRunningProcesses");
  EXPECT_EQ(ask(device, &count, nullptr), kInsufficientSize);
  ASSERT_EQ(count, 1u);
  count = 4;
  EXPECT_EQ(ask(device, &count, infos), kSuccess);
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(infos[0].pid, static_cast<unsigned>(getpid()));
  EXPECT_EQ(infos[0].used, 10u);
  card->release(10, grant.holder);
}

TEST_F(Nvml, RefusesAnotherVersionOfAStructure) {
  MemoryV2 memory{.version = 3u << 24 | sizeof(MemoryV2)};
  const auto ask = call<int(Device, MemoryV2*)>("nvmlDeviceGetMemoryInfo_v2");
  EXPECT_EQ(ask(device, &memory), kArgumentVersionMismatch);
  memory.version = kMemoryV2;
  EXPECT_EQ(ask(device, &memory), kSuccess);
}

TEST_F(Nvml, ATextThatDoesNotFitIsAnError) {
  char name[6] = "unset";
  const auto ask = call<int(Device, char*, unsigned)>("nvmlDeviceGetName");
  EXPECT_EQ(ask(device, name, 6), kInsufficientSize);
  EXPECT_STREQ(name, "unset");
  char room[7];
  EXPECT_EQ(ask(device, room, 7), kSuccess);
  EXPECT_STREQ(room, "SimGPU");
}

TEST_F(Nvml, WhoReportsGoesOnOnceTheEventIsHandledAndNotBefore) {
  const auto card = Card::open((folder / "card").string()).value();
  EventSet set = nullptr;
  ASSERT_EQ(call<int(EventSet*)>("nvmlEventSetCreate")(&set), kSuccess);
  ASSERT_EQ(call<int(Device, unsigned long long, EventSet)>("nvmlDeviceRegisterEvents")(
                device, kXidCriticalError, set),
            kSuccess);
  const auto wait = call<int(EventSet, EventDataV1*, unsigned)>("nvmlEventSetWait");
  std::jthread driver([&] { card->report_xid(13); });
  EventDataV1 event{};
  ASSERT_EQ(wait(set, &event, 60'000), kSuccess);
  EXPECT_EQ(event.device, device);
  EXPECT_EQ(event.data, 13u);
  EXPECT_FALSE(card->all_heard(card->events_told())) << "it is handled only when the next one is asked for";
  EXPECT_EQ(wait(set, &event, 0), kTimeout);
  EXPECT_TRUE(card->all_heard(card->events_told()));
  driver.join();
  EXPECT_EQ(call<int(EventSet)>("nvmlEventSetFree")(set), kSuccess);
}

}  // namespace
}  // namespace ordeal::nvml
