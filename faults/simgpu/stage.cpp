#include "faults/simgpu/stage.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace ordeal::simgpu {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kShortestChunk = std::chrono::milliseconds(2),
                      kLongestChunk = std::chrono::milliseconds(250);
constexpr int kChunks = 32, kParts = 8;  // of a stage; of a chunk

class WallClock final : public slots::DeviceClock {
 public:
  nanoseconds now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
  void wait_until(nanoseconds when, const std::atomic<bool>& stop) override {
    std::unique_lock held(lock_);
    changed_.wait_until(held, std::chrono::steady_clock::time_point(when), [&] { return stop.load(); });
  }
  void wake() override {
    {
      const std::lock_guard held(lock_);  // whoever has looked at its `stop` sleeps by now
    }
    changed_.notify_all();
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
};
auto& wall_clock = *new WallClock;  // stages on other threads may outlive main()
std::atomic<slots::DeviceClock*> given_clock{nullptr};

slots::DeviceClock& device_clock() {
  slots::DeviceClock* given = given_clock.load(std::memory_order_acquire);
  return given ? *given : wall_clock;
}

std::mutex running_lock;
std::vector<std::weak_ptr<StageRun>> running;  // ended ones are dropped at the next begin

thread_local std::shared_ptr<StageRun> here;
thread_local slots::DeviceCounts counts_outside;

nanoseconds cost_of(const slots::StagePace& pace) {
  return pace.launches ? pace.duration / static_cast<std::int64_t>(pace.launches) : nanoseconds(0);
}

void pass(nanoseconds delay) {
  static const std::atomic<bool> never{false};
  if (delay.count() > 0) device_clock().wait_until(device_clock().now() + delay, never);
}

}  // namespace

StageRun::StageRun(std::string name, slots::StagePace pace)
    : name_(std::move(name)),
      expected_(pace.launches),
      cost_(cost_of(pace)),
      ahead_(std::clamp(pace.duration / kChunks, kShortestChunk, kLongestChunk)),
      free_(device_clock().now()) {}

void StageRun::launch() {
  ++counts_.launches;
  // More launches than expected come for free: the nominal duration holds, whatever the worker counted.
  if (counts_.launches <= expected_) free_ += cost_;
  keep_pace();
}

void StageRun::allocate(std::uint64_t bytes) {
  counts_ += {.allocations = 1, .allocated_bytes = bytes};
}

void StageRun::delay(nanoseconds time) {
  free_ = std::max(free_, device_clock().now()) + time;
}

void StageRun::keep_pace() {
  if (cancelled_.load(std::memory_order_acquire)) throw slots::StageCancelled{};
  if (free_ - device_clock().now() > ahead_) synchronize();
}

void StageRun::catch_up() {
  if (free_ - device_clock().now() > ahead_ / kParts) synchronize();
}

void StageRun::synchronize() {
  device_clock().wait_until(free_, cancelled_);
  if (cancelled_.load(std::memory_order_acquire)) throw slots::StageCancelled{};
}

void StageRun::cancel() {
  cancelled_.store(true, std::memory_order_release);
  device_clock().wake();
}

void keep_time_of(slots::DeviceClock& clock) {
  given_clock.store(&clock, std::memory_order_release);
}

StageRun* current_stage() {
  return here.get();
}

slots::DeviceCounts counts_here() {
  return here ? here->counts() : counts_outside;
}

void launch_here(std::chrono::nanoseconds delay) {
  if (here && delay.count() > 0) here->delay(delay);
  if (here) return here->launch();
  ++counts_outside.launches;
  pass(delay);
}

void allocate_here(std::uint64_t bytes) {
  if (here) return here->allocate(bytes);
  counts_outside += {.allocations = 1, .allocated_bytes = bytes};
}

void wait_here(std::chrono::nanoseconds delay) {
  if (here && delay.count() > 0) here->delay(delay);
  if (here) return here->keep_pace();
  pass(delay);
}

void catch_up_here() {
  if (here) here->catch_up();
}

void begin_stage(const std::string& name, slots::StagePace pace) {
  here = std::make_shared<StageRun>(name, pace);
  const std::lock_guard held(running_lock);
  std::erase_if(running, [](const auto& each) { return each.expired(); });
  running.push_back(here);
}

void end_stage() {
  counts_outside = {};
  here.reset();
}

void cancel_stage(const std::string& name) {
  const std::lock_guard held(running_lock);
  for (const auto& each : running)
    if (const auto stage = each.lock(); stage && stage->name() == name) stage->cancel();
}

}  // namespace ordeal::simgpu
