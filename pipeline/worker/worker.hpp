// The worker's control: registers with the director, beats, loads models when it becomes active, runs and
// stops stages as it is told. What computes is behind Env::device.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/protocol/worker_settings.hpp"

namespace slots {

namespace worker_exit {
inline constexpr int kDrained = 0, kError = 1, kDeviceLost = 70;
}

// Returns the process's exit code: 0 drained; 1 the director is gone or was never reached; 70 the device is
// poisoned, so that this process must go.
Task<int> worker_main(Env& env, WorkerSettings settings);

}  // namespace slots
