// Time in the pipeline: nominal durations, as features and configuration state them. A clock may run faster
// than the wall (see Clock); the control plane never knows.
#pragma once

#include <chrono>
#include <cstdint>

namespace slots {

using namespace std::chrono_literals;

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::nanoseconds;  // since the process's environment began; monotonic
inline constexpr Time kNever = Time::max();

inline double milliseconds(Duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

// Whole ones, rounded towards zero: `*_ms` at the wire.
inline std::int64_t as_ms(Duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

}  // namespace slots
