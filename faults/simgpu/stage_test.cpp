#include "faults/simgpu/stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <thread>
#include <vector>

namespace ordeal::simgpu {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void print(const char* what, std::vector<double> values, const char* unit) {
  std::sort(values.begin(), values.end());
  std::printf("%s: p50 %.2f %s, worst %.2f %s\n", what, values[values.size() / 2], unit, values.back(), unit);
}

TEST(SimGpuStage, TakesItsNominalDurationWhateverALaunchCosts) {
  std::vector<double> spent;
  for (int run = 0; run < 15; ++run) {
    const auto start = Clock::now();
    StageRun stage("audio", {.duration = 75ms, .launches = 3157});
    for (int i = 0; i < 3157; ++i) stage.launch();
    stage.synchronize();
    const auto took = Clock::now() - start;
    EXPECT_GE(took, 75ms - 1us * 4);  // 75 ms / 3157, rounded down, is up to 1 ns short a launch
    spent.push_back(milliseconds(took));
  }
  print("nominal 75 ms, 3157 launches", spent, "ms");
}

TEST(SimGpuStage, LaunchesBeyondTheExpectedCostNothing) {
  StageRun stage("audio", {.duration = 1h, .launches = 1'000'000'000});
  for (int i = 0; i < 100; ++i) stage.launch();  // 3.6 us each: within the 2 ms that may be queued
  StageRun short_one("audio", {.duration = 1ms, .launches = 2});
  for (int i = 0; i < 1000; ++i) short_one.launch();
  EXPECT_EQ(short_one.counts().launches, 1000u);
}

TEST(SimGpuStage, ACancelWakesAWaitingLaunchAndStays) {
  std::vector<double> spent;
  for (int run = 0; run < 50; ++run) {
    StageRun stage("image", {.duration = 1h, .launches = 1});
    std::atomic<bool> reached{false};
    auto woken = std::async(std::launch::async, [&] {
      reached = true;
      try {
        stage.launch();
      } catch (const slots::StageCancelled&) {
        return Clock::now();
      }
      return Clock::time_point::max();
    });
    while (!reached) std::this_thread::yield();
    std::this_thread::sleep_for(1ms);
    const auto start = Clock::now();
    stage.cancel();
    const auto end = woken.get();
    ASSERT_NE(end, Clock::time_point::max());
    spent.push_back(milliseconds(end - start) * 1000);
    EXPECT_THROW(stage.launch(), slots::StageCancelled);
    EXPECT_THROW(stage.synchronize(), slots::StageCancelled);
  }
  print("cancel to throw", spent, "us");
}

TEST(SimGpuStage, TwoRunAtOnceOnTwoThreadsAndACancelReachesOne) {
  std::promise<void> begun;
  auto image = std::async(std::launch::async, [&] {
    begin_stage("image", {.duration = 1h, .launches = 1});
    begun.set_value();
    EXPECT_THROW(launch_here(0ns), slots::StageCancelled);
    EXPECT_EQ(counts_here().launches, 1u);
    end_stage();
    launch_here(0ns);  // outside of a stage nothing is cancelled
    EXPECT_EQ(counts_here().launches, 1u);
  });
  begun.get_future().wait();
  begin_stage("audio", {.duration = 1ms, .launches = 3});
  for (int i = 0; i < 3; ++i) launch_here(0ns);
  cancel_stage("image");
  image.get();
  current_stage()->synchronize();
  EXPECT_EQ(counts_here().launches, 3u);
  EXPECT_STREQ(current_stage()->name().c_str(), "audio");
  end_stage();
  EXPECT_EQ(current_stage(), nullptr);
}

TEST(SimGpuStage, ACancelOfAStageThatDoesNotRunDoesNothing) {
  cancel_stage("clip");
  begin_stage("clip", {});
  launch_here(0ns);
  end_stage();
}

}  // namespace
}  // namespace ordeal::simgpu
