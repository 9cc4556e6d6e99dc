// What the stages of a slot cost on a device, as the device counted it: kernels launched, memory taken.
// slot-models measures it, the models' manifest carries it, and simulated devices behave by it.
#pragma once

#include <cstdint>
#include <limits>

#include "pipeline/protocol/stage.hpp"

namespace slots {

struct StageCosts {
  std::uint64_t launches = 0;
  std::uint64_t allocations = 0;
  std::uint64_t allocated_bytes = 0;  // by all of them together
  std::uint64_t peak_bytes = 0;       // held at most at a time, on top of the models
  std::uint64_t model_bytes = 0;      // held by its model, once that is loaded

  bool operator==(const StageCosts&) const = default;
};

struct Costs {
  ByStage<StageCosts> stages;
  std::uint64_t models_bytes() const {  // held by all models together
    std::uint64_t sum = 0;
    for (const StageCosts& each : stages.each) sum += each.model_bytes;
    return sum;
  }
};

// Bytes of a card that its processes may use together, and that one may leak. Past `soft` idle models make
// room; no work is begun that would pass `hard`.
struct VramLimits {
  std::uint64_t soft = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t hard = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t leak =
      std::numeric_limits<std::uint64_t>::max();  // a process that has leaked more must leave
  bool operator==(const VramLimits&) const = default;
};

}  // namespace slots
