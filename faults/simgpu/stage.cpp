#include "faults/simgpu/stage.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace ordeal::simgpu {
namespace {

constexpr std::chrono::milliseconds kAhead{2};

std::mutex running_lock;
std::vector<std::weak_ptr<StageRun>> running;  // ended ones are dropped at the next begin

thread_local std::shared_ptr<StageRun> here;
thread_local std::uint64_t launches_outside = 0;

std::chrono::nanoseconds cost_of(const slots::StagePace& pace) {
  return pace.launches ? pace.duration / static_cast<std::int64_t>(pace.launches)
                       : std::chrono::nanoseconds(0);
}

}  // namespace

StageRun::StageRun(std::string name, slots::StagePace pace)
    : name_(std::move(name)), expected_(pace.launches), cost_(cost_of(pace)), free_(Clock::now()) {}

void StageRun::launch() {
  ++launches_;
  // More launches than expected come for free: the nominal duration holds, whatever the worker counted.
  if (launches_ <= expected_) free_ += cost_;
  keep_pace();
}

void StageRun::delay(std::chrono::nanoseconds time) {
  free_ = std::max(free_, Clock::now()) + time;
}

void StageRun::keep_pace() {
  if (cancelled_.load(std::memory_order_acquire)) throw slots::StageCancelled{};
  if (free_ - Clock::now() > kAhead) wait_until(free_ - kAhead);
}

void StageRun::synchronize() {
  wait_until(free_);
}

void StageRun::wait_until(Clock::time_point when) {
  std::unique_lock held(lock_);
  if (stopped_.wait_until(held, when, [this] { return cancelled_.load(); })) throw slots::StageCancelled{};
}

void StageRun::cancel() {
  {
    const std::lock_guard held(lock_);
    cancelled_.store(true, std::memory_order_release);
  }
  stopped_.notify_all();
}

StageRun* current_stage() {
  return here.get();
}

std::uint64_t launches_here() {
  return here ? here->launches() : launches_outside;
}

void launch_here(std::chrono::nanoseconds delay) {
  if (here && delay.count() > 0) here->delay(delay);
  if (here) return here->launch();
  ++launches_outside;
  if (delay.count() > 0) std::this_thread::sleep_for(delay);
}

void wait_here(std::chrono::nanoseconds delay) {
  if (here && delay.count() > 0) here->delay(delay);
  if (here) return here->keep_pace();
  if (delay.count() > 0) std::this_thread::sleep_for(delay);
}

void begin_stage(const std::string& name, slots::StagePace pace) {
  here = std::make_shared<StageRun>(name, pace);
  const std::lock_guard held(running_lock);
  std::erase_if(running, [](const auto& each) { return each.expired(); });
  running.push_back(here);
}

void end_stage() {
  launches_outside = 0;
  here.reset();
}

void cancel_stage(const std::string& name) {
  const std::lock_guard held(running_lock);
  for (const auto& each : running)
    if (const auto stage = each.lock(); stage && stage->name() == name) stage->cancel();
}

}  // namespace ordeal::simgpu
