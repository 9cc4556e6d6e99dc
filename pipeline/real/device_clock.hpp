// Nominal time for a device's cost model: the wall's, scaled, or a shared clock's.
#pragma once

#include <condition_variable>
#include <mutex>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/real/shared_clock/shared_clock.hpp"

namespace slots {

class RealDeviceClock final : public DeviceClock {
 public:
  explicit RealDeviceClock(double time_scale) : time_scale_(time_scale) {}

  std::chrono::nanoseconds now() const override;
  // With a shared clock, on a thread that Reactor::beside() made.
  void wait_until(std::chrono::nanoseconds when, const std::atomic<bool>& stop) override;
  void wake() override;

 private:
  SharedClock* const shared_ = SharedClock::of_this_process();
  const double time_scale_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex lock_;
  std::condition_variable changed_;
};

}  // namespace slots
