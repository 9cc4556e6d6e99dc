// What rules do to the device, and what the device says of it.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <future>
#include <thread>

#include "faults/simgpu/loaded_device.hpp"
#include "pipeline/env/trace.hpp"

namespace ordeal::simgpu {
namespace {

using namespace std::chrono_literals;
using slots::DeviceFault;
using testing::HasSubstr;

constexpr auto kPatience = 60s;

rule::Site at(std::uint32_t operation, const char* stage = "") {
  return {.role = "worker 1", .operation = operation, .stage = stage};
}

class SimGpuFaults : public LoadedDevice {
 protected:
  at::Tensor work() { return at::relu(to_device(at::ones({4}))); }
  Thrown attempt() {
    return thrown_by([&] { work(); });
  }
  int exit_code_of(pid_t child) {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
};

TEST_F(SimGpuFaults, EveryAllocationOfAStageFailsAndTheNextStageIsWell) {
  const rule::Guard guard = arm({at(ORDEAL_ALLOC, "image"), rule::always(), rule::fail(2)});
  device->begin("image", {});
  EXPECT_EQ(attempt(), Thrown::out_of_memory);
  EXPECT_EQ(attempt(), Thrown::out_of_memory);
  device->end();
  EXPECT_EQ(device->take_error().required, 16u);
  device->begin("video", {});
  EXPECT_EQ(attempt(), Thrown::nothing);
  device->end();
  EXPECT_EQ(guard.fired(), 2u);
  EXPECT_EQ(rules().firings().back().stage, "image");
  EXPECT_EQ(rules().firings().back().amount, 16u);
  EXPECT_EQ(used(), 0u);
}

TEST_F(SimGpuFaults, AFlipBeyondTheEndOfACopyWasNotDone) {
  const rule::Guard beyond = arm({at(ORDEAL_COPY), rule::nth(1), rule::corrupt(16)});
  const at::Tensor four = to_device(at::ones({4}));
  EXPECT_TRUE(four.cpu().equal(at::ones({4})));
  EXPECT_EQ(beyond.fired(), 1u);
  EXPECT_EQ(beyond.done(), 0u);
  const rule::Guard within = arm({at(ORDEAL_COPY), rule::nth(1), rule::corrupt(15)});
  EXPECT_FALSE(to_device(at::ones({4})).cpu().equal(at::ones({4})));
  EXPECT_EQ(within.done(), 1u);
}

TEST_F(SimGpuFaults, OfTwoErrorsAtOneHitOnlyTheFirstIsDone) {
  const rule::Guard first = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(701)});
  const rule::Guard second = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(9)});
  EXPECT_EQ(attempt(), Thrown::torch_error);
  EXPECT_EQ(first.done(), 1u);
  EXPECT_EQ(second.fired(), 1u);
  EXPECT_EQ(second.done(), 0u);
}

TEST_F(SimGpuFaults, AFailedLaunchIsOneError) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(701)});
  EXPECT_EQ(attempt(), Thrown::torch_error);
  const slots::DeviceError error = device->take_error();
  EXPECT_EQ(error.fault, DeviceFault::launch_failed);
  EXPECT_EQ(error.message, "CUDA error 701 at launch: too many resources requested for launch");
  EXPECT_EQ(rules().firings().back().object, "aten::relu");
  EXPECT_EQ(attempt(), Thrown::nothing);
}

TEST_F(SimGpuFaults, AStickyErrorFailsEveryLaterCallOfTheProcess) {
  const at::Tensor before = to_device(at::ones({4}));
  {
    const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(700)});
    EXPECT_EQ(attempt(), Thrown::torch_error);
  }
  EXPECT_EQ(device->take_error().fault, DeviceFault::sticky);
  EXPECT_EQ(thrown_by([&] { at::empty({1}, where); }), Thrown::torch_error);
  EXPECT_EQ(thrown_by([&] { before.cpu(); }), Thrown::torch_error);
  EXPECT_EQ(thrown_by([&] { device->synchronize(); }), Thrown::torch_error);
  const slots::DeviceError error = device->take_error();
  EXPECT_EQ(error.fault, DeviceFault::sticky);
  EXPECT_EQ(error.message, "CUDA error 700 at synchronize: an illegal memory access was encountered");
  std::thread([&] { EXPECT_EQ(attempt(), Thrown::torch_error); }).join();
  std::string why;
  const auto again = open({}, why);  // a second opening in the same process does not heal it
  EXPECT_EQ(attempt(), Thrown::torch_error);
  EXPECT_FALSE(Card::open(card_path).value()->lost());
}

TEST_F(SimGpuFaults, ALostCardAnswersNobodyUntilItIsRestored) {
  {
    const rule::Guard guard = arm({at(ORDEAL_SYNCHRONIZE), rule::nth(1), rule::fail(46)});
    EXPECT_EQ(thrown_by([&] { device->synchronize(); }), Thrown::torch_error);
  }
  EXPECT_EQ(device->take_error().fault, DeviceFault::lost);
  EXPECT_EQ(attempt(), Thrown::torch_error);
  std::string why;
  EXPECT_EQ(open({}, why), nullptr);
  EXPECT_THAT(why, HasSubstr("is lost: it does not answer"));
  Card::open(card_path).value()->set_lost(false);
  EXPECT_EQ(attempt(), Thrown::nothing);
}

TEST_F(SimGpuFaults, ACopyIsCorruptedOrDropped) {
  const at::Tensor source = at::zeros({4}, at::kByte);
  {
    const rule::Guard guard = arm({at(ORDEAL_COPY), rule::nth(1), rule::corrupt(2)});
    EXPECT_TRUE(at::equal(to_device(source).cpu(), at::tensor({0, 0, 255, 0}, at::kByte)));
  }
  at::Tensor host = at::full({4}, 7, at::kByte);
  const at::Tensor placed = to_device(source);
  const rule::Guard guard = arm({at(ORDEAL_COPY), rule::nth(1), rule::drop()});
  host.copy_(placed);
  EXPECT_TRUE(at::equal(host, at::full({4}, 7, at::kByte)));
}

TEST_F(SimGpuFaults, ARuleThatCannotBeCarriedOutIsAnErrorAndNotSilence) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::always(), rule::drop()});
  EXPECT_EQ(attempt(), Thrown::torch_error);
}

TEST_F(SimGpuFaults, TraceRangesOfTheProgramNameStageStepAndSlot) {
  const rule::Guard guard = arm({{.operation = ORDEAL_LAUNCH, .stage = "image", .step = 2, .slot = "s1"},
                                 rule::nth(1),
                                 rule::fail(701)});
  const slots::TraceRange slot("slot", "s1"), stage("stage", "image");
  {
    const slots::TraceRange step("step", "1");
    EXPECT_EQ(attempt(), Thrown::nothing);
  }
  const slots::TraceRange step("step", "2");
  EXPECT_EQ(attempt(), Thrown::torch_error);
}

TEST_F(SimGpuFaults, AGateHoldsOneStageAndNotItsSibling) {
  rule::Guard guard = arm({at(ORDEAL_LAUNCH, "image"), rule::nth(2), rule::gate()});
  auto held = std::async(std::launch::async, [&] {
    device->begin("image", {});
    for (int i = 0; i < 3; ++i) work();
    device->end();
  });
  ASSERT_TRUE(guard.wait_held(kPatience));
  device->begin("audio", {});
  EXPECT_EQ(attempt(), Thrown::nothing);
  EXPECT_EQ(device->counts().launches, 1u);
  device->end();
  EXPECT_EQ(held.wait_for(0s), std::future_status::timeout);
  guard.open();
  held.get();
  EXPECT_EQ(guard.hits(), 3u);
}

TEST_F(SimGpuFaults, ADelayMovesTheScheduleAndIsCutShortByACancel) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH, "image"), rule::nth(1), rule::delay(1h)});
  std::promise<void> begun;
  auto held = std::async(std::launch::async, [&] {
    device->begin("image", {});
    begun.set_value();
    const Thrown thrown = attempt();
    device->end();
    return thrown;
  });
  begun.get_future().wait();
  ASSERT_TRUE(guard.wait_fired(1, kPatience));
  device->cancel("image");
  EXPECT_EQ(held.get(), Thrown::cancelled);
}

TEST_F(SimGpuFaults, AHangIsNotReachedByACancelAndSigkillFreesTheCard) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH, "image"), rule::nth(1), rule::hang()});
  const pid_t child = fork();
  if (child == 0) {
    const at::Tensor kept = at::empty({1000}, where);
    std::thread canceller([&] {
      if (guard.wait_held(kPatience)) device->cancel("image");
    });
    device->begin("image", {});
    attempt();
    _exit(0);
  }
  ASSERT_TRUE(guard.wait_held(kPatience));
  EXPECT_GE(read_card(card_path).value().used_by(child), 4000u);
  int status = 0;
  std::this_thread::sleep_for(
      50ms);  // room for a cancel that works wrongly; nothing depends on it being enough
  EXPECT_EQ(waitpid(child, &status, WNOHANG), 0);
  kill(child, SIGKILL);
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_EQ(read_card(card_path).value().used, 0u);
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
}

TEST_F(SimGpuFaults, AProcessIsKilledInTheMiddleOfItsStage) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH, "video"), rule::nth(3), rule::kill(SIGKILL)});
  const pid_t child = fork();
  if (child == 0) {
    device->begin("video", {});
    for (int i = 0; i < 5; ++i) work();
    _exit(0);
  }
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
  EXPECT_EQ(guard.hits(), 3u);
  EXPECT_EQ(rules().firings().back().pid, child);
}

TEST_F(SimGpuFaults, TwoProcessesShareTheCard) {
  const at::Tensor here = at::empty({500'000}, where);  // 2 of 4 MB
  const pid_t child = fork();
  if (child == 0) {
    const bool fresh = device->memory().used_here == 0 && device->memory().used == 2'000'000;
    const at::Tensor there = at::empty({450'000}, where);
    const bool full = thrown_by([&] { at::empty({100'000}, where); }) == Thrown::out_of_memory;
    _exit(fresh && full && device->take_error().available == 200'000 ? 0 : 1);
  }
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_EQ(used(), 2'000'000u);
  EXPECT_EQ(device->memory().used, 2'000'000u);
}

// A worker is forked from a process that has loaded the plug-in, names itself, and opens the device then.
TEST_F(SimGpuFaults, AWorkerForkedFromALoadedZygoteHasItsOwnRowAndName) {
  std::ifstream status("/proc/self/status");
  const std::string text(std::istreambuf_iterator<char>(status), {});
  ASSERT_THAT(text, HasSubstr("Threads:\t1\n")) << "a zygote must have one thread";
  const rule::Guard guard =
      arm({{.role = "worker 7", .operation = ORDEAL_LAUNCH}, rule::nth(1), rule::kill(SIGKILL)});
  const pid_t child = fork();
  if (child == 0) {
    std::string why;
    const auto own = open({{"role", "worker 7"}}, why);
    const at::Tensor kept = at::empty({10}, where);
    if (!own || own->memory().used_here != 40) _exit(1);
    work();
    _exit(0);
  }
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
  EXPECT_EQ(attempt(), Thrown::nothing);
  EXPECT_EQ(rules().firings().back().role, "worker 7");
  EXPECT_EQ(rules().firings().back().pid, child);
}

TEST_F(SimGpuFaults, AnErrorOfAKernelThatNobodyWaitsForShowsLaterAndNamesItsStage) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH, "image"), rule::nth(1), rule::fail_later(700)});
  device->begin("image", {});
  EXPECT_EQ(attempt(), Thrown::nothing) << "the launch itself succeeds";
  EXPECT_EQ(guard.done(), 0u) << "nobody has seen it yet";
  device->end();
  device->begin("audio", {});
  EXPECT_EQ(thrown_by([&] { device->synchronize(); }), Thrown::torch_error);
  device->end();
  EXPECT_EQ(guard.done(), 1u);
  const slots::DeviceError error = device->take_error();
  EXPECT_EQ(error.fault, DeviceFault::sticky);
  EXPECT_EQ(error.stage, "image");
  EXPECT_EQ(error.code, 700);
}

TEST_F(SimGpuFaults, AKernelsResultBecomesNanAndOnlyNumbersCan) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::always(), rule::make_nan()});
  EXPECT_TRUE(work().cpu().isnan().all().item<bool>());
  EXPECT_GE(guard.done(), 1u);
  const auto done = guard.done();
  const at::Tensor whole = to_device(at::ones({4}, at::kLong)) + 1;
  EXPECT_EQ(guard.done(), done) << "whole numbers have no NaN";
}

// Weights are what was taken while models were loaded.
TEST_F(SimGpuFaults, ABitOfWhatWasLoadedFlipsAsAStageBegins) {
  at::Tensor weights;
  {
    const slots::TraceRange loading("stage", "load");
    weights = to_device(at::ones({4}));
  }
  const at::Tensor other = to_device(at::ones({4}));
  const rule::Guard guard = arm({at(ORDEAL_REST, "image"), rule::once(1), rule::corrupt(1'000'000)});
  device->begin("audio", {});
  device->end();
  EXPECT_TRUE(weights.cpu().equal(at::ones({4})));
  device->begin("image", {});
  device->end();
  EXPECT_EQ(guard.done(), 1u);
  EXPECT_EQ(rules().firings().back().amount, 16u);
  EXPECT_FALSE(weights.cpu().equal(at::ones({4})));
  EXPECT_TRUE(weights.cpu().slice(0, 0, 3).equal(at::ones({3}))) << "the last byte was meant";
  EXPECT_TRUE(other.cpu().equal(at::ones({4})));
}

TEST_F(SimGpuFaults, WithoutWeightsNoneFlips) {
  const rule::Guard guard = arm({at(ORDEAL_REST), rule::once(1), rule::corrupt(0)});
  device->begin("image", {});
  device->end();
  EXPECT_EQ(guard.fired(), 1u);
  EXPECT_EQ(guard.done(), 0u);
}

TEST_F(SimGpuFaults, CostOfALaunchIsPrinted) {
  const auto measure = [](at::Tensor tensor) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 5000; ++i) tensor = at::relu(tensor);
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / 5000;
  };
  const double cpu = measure(at::ones({8, 8})), here = measure(to_device(at::ones({8, 8})));
  std::printf("relu: %.2f us on the device, %.2f us on the CPU\n", here, cpu);
}

TEST_F(SimGpuFaults, WrongSettingsAreRefusedWithAReason) {
  std::string why;
  EXPECT_EQ(open({{"capacity_bytes", "plenty"}}, why), nullptr);
  EXPECT_THAT(why, HasSubstr("capacity_bytes of the simulated device is \"plenty\""));
  EXPECT_EQ(open({{"colour", "red"}}, why), nullptr);
  EXPECT_THAT(why, HasSubstr("has no setting colour"));
  EXPECT_EQ(open({{"capacity_bytes", "5"}}, why), nullptr);
  EXPECT_THAT(why, HasSubstr("has 4000000 bytes, not the 5 asked for"));
}

}  // namespace
}  // namespace ordeal::simgpu
