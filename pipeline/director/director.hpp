// The director: accepts slots, gives each to a worker, watches, recovers, keeps the journal.
#pragma once

#include "pipeline/director/config.hpp"
#include "pipeline/env/env.hpp"

namespace slots {

// Runs until SIGTERM or SIGINT has drained it (exit code 0), or it cannot start (1).
Task<int> director_main(Env& env, DirectorConfig config);

}  // namespace slots
