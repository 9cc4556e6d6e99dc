#include "reports/scenario_text.hpp"
#include "reports/summary.hpp"

namespace ordeal::reports {
namespace {

using messages::FaultVerdict;
using messages::Verdict;
using Milliseconds = std::optional<std::chrono::milliseconds>;

std::string after(const Milliseconds& duration) {
  return duration ? " after " + duration_text(*duration) : "";
}

std::string healing(const Verdict& verdict) {
  if (verdict.healed) return "healed" + after(verdict.healed_after);
  std::string text = "not healed";
  for (std::size_t i = 0; i < verdict.left_over.size(); ++i) {
    text += (i == 0 ? ": left over " : ", ") + verdict.left_over[i];
  }
  return text;
}

}  // namespace

std::string fault_story(const FaultVerdict& fault, const Verdict& verdict) {
  if (!fault.landed) return "never landed" + (fault.evidence.empty() ? "" : ": " + fault.evidence);
  return "landed" + after(fault.landed_after) + " · " +
         (verdict.handled ? "handled" + after(verdict.handled_after) : "not handled") + " · " +
         healing(verdict);
}

}  // namespace ordeal::reports
