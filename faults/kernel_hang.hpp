// A kernel that never ends: the launch does not come back, and no cancellation reaches it. Lands: the rule
// block's firing, and somebody is held there. Heals: only with the process; nothing to undo.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

class KernelHang final : public RuleFault {
 public:
  KernelHang(rule::RuleBlock rules, const std::string& role, const std::string& stage, std::uint64_t launch);
};

}  // namespace ordeal
