#include "pipeline/real/device_clock.hpp"

namespace slots {

using std::chrono::nanoseconds;

nanoseconds RealDeviceClock::now() const {
  if (shared_) return nanoseconds(shared_->now());
  const std::chrono::duration<double, std::nano> wall = std::chrono::steady_clock::now() - began_;
  return std::chrono::duration_cast<nanoseconds>(wall / time_scale_);
}

void RealDeviceClock::wait_until(nanoseconds when, const std::atomic<bool>& stop) {
  if (auto* seat = dynamic_cast<Seat*>(this_thread_status)) return seat->sleep_until(when.count(), stop);
  const std::chrono::duration<double, std::nano> wall = when * time_scale_;
  std::unique_lock held(lock_);
  changed_.wait_until(held, began_ + std::chrono::duration_cast<nanoseconds>(wall),
                      [&] { return stop.load(); });
}

void RealDeviceClock::wake() {
  {
    const std::lock_guard held(lock_);  // whoever has looked at its `stop` sleeps by now
  }
  changed_.notify_all();
  if (shared_) shared_->wake_sleepers();
}

}  // namespace slots
