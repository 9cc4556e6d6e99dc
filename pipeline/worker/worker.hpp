// The worker's control: registers with the director, beats, loads models when it becomes active, runs and
// stops stages as it is told. What computes is behind Env::device.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/protocol/worker_exit.hpp"
#include "pipeline/protocol/worker_settings.hpp"

namespace slots {

// Returns the process's exit code (worker_exit): kDrained; kError, the director is gone or was never reached;
// kDeviceLost.
Task<int> worker_main(Env& env, WorkerSettings settings);

}  // namespace slots
