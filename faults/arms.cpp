#include "faults/arms.hpp"

#include <algorithm>
#include <stdexcept>

namespace ordeal {

const std::vector<Arm>& all_arms() {
  static const std::vector<Arm> arms = {
      {.name = "cpu", .seams = rule::kSimGpu | rule::kTraceMarks, .real_files = true, .own_cards = true},
      {.name = "sim", .seams = rule::kSimulator, .real_files = false, .own_cards = true},
      {.name = "cuda", .seams = rule::kCudaShim | rule::kTraceMarks, .real_files = true, .own_cards = false}};
  return arms;
}

const Arm& arm_named(std::string_view name) {
  for (const Arm& arm : all_arms()) {
    if (arm.name == name) return arm;
  }
  throw std::invalid_argument("there is no arm '" + std::string(name) + "'");
}

bool can_be_on(const Arm& arm, const FaultDescriptor& fault) {
  if (fault.real_files && !arm.real_files) return false;
  if (fault.by_card && !arm.own_cards) return false;
  return std::all_of(fault.acts.begin(), fault.acts.end(),
                     [&](const Act& act) { return rule::can(arm.seams, act.operation, act.action); });
}

std::string arms_of(const FaultDescriptor& fault) {
  std::string text;
  for (const Arm& arm : all_arms()) {
    if (can_be_on(arm, fault)) text += (text.empty() ? "" : ", ") + std::string(arm.name);
  }
  return text;
}

}  // namespace ordeal
