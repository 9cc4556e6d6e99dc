// The device has no memory for a stage: the n-th allocation fails, or every one. Lands: the rule block's
// firing, written by the device before it refuses. Heals: the rule is taken away.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

inline constexpr int kCudaOutOfMemory = 2;  // cudaErrorMemoryAllocation, CUDA Runtime API

class OutOfMemory final : public RuleFault {
 public:
  // `role`: whose device, "" for every process's; `nth`: which allocation of `stage`, from arming; none:
  // every.
  OutOfMemory(rule::RuleBlock rules, const std::string& role, const std::string& stage,
              std::optional<std::uint64_t> nth);
};

}  // namespace ordeal
