// A kernel launch fails with a CUDA error. Errors 700, 710 and 719 are sticky: the device is poisoned for its
// process. Lands: the rule block's firing. Heals: the rule is taken away; a poisoned process has to go.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

inline constexpr int kCudaInvalidConfiguration = 9;  // cudaErrorInvalidConfiguration: one launch fails

class LaunchError final : public RuleFault {
 public:
  // From launch `from` of the stage on, every one fails with `error` (cudaError_t).
  LaunchError(rule::RuleBlock rules, const std::string& role, const std::string& stage, std::uint64_t from,
              int error);
};

}  // namespace ordeal
