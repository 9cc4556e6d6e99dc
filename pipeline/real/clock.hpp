// Wall time, divided by the scale; or that of a shared clock.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class RealClock final : public Clock {
 public:
  RealClock(const Reactor& reactor, Duration shortest_window)
      : reactor_(reactor), shortest_window_(shortest_window) {}

  Time now() const override { return reactor_.now(); }
  std::int64_t unix_ms() const override {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
  }
  Duration from_wall(Duration wall) const override { return reactor_.from_wall(wall); }
  Duration window(Duration nominal) const override { return reactor_.window(nominal, shortest_window_); }

 private:
  const Reactor& reactor_;
  Duration shortest_window_;  // wall
};

}  // namespace slots
