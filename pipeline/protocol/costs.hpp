// What the stages of a slot cost on a device, as the device counted it: kernels launched, memory taken.
// slot-models measures it, the models' manifest carries it, and simulated devices behave by it.
#pragma once

#include <cstdint>

#include "pipeline/protocol/stage.hpp"

namespace slots {

struct StageCosts {
  std::uint64_t launches = 0;
  std::uint64_t allocations = 0;
  std::uint64_t allocated_bytes = 0;  // by all of them together
  std::uint64_t peak_bytes = 0;       // held at most at a time, on top of the models

  bool operator==(const StageCosts&) const = default;
};

struct Costs {
  std::uint64_t models_bytes = 0;  // held by the loaded models
  ByStage<StageCosts> stages;
};

}  // namespace slots
