// The pipeline's programs, as the simulated world starts them.
#pragma once

#include "harness/sim/world.hpp"
#include "pipeline/client/generate.hpp"
#include "pipeline/director/config.hpp"

namespace ordeal {

sim::Program director_program(slots::DirectorConfig config);
sim::Program worker_program(const slots::SpawnRequest& request);
// As the real program does, it ends with 71 where no card of the machine answers and it has no fallback.
sim::Program worker_on_cards(sim::World& world, const slots::SpawnRequest& request);
// `display` must outlive the process.
sim::Program client_program(slots::GenerateRequest request, slots::GenerateDisplay& display);

// Puts a manifest and four model files (a few bytes each) where `folder` says.
void place_models(sim::World& world, const std::string& folder);

}  // namespace ordeal
