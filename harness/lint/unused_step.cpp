#include <set>

#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void unused_step(const Inspected& inspected, Findings& findings) {
  if (!inspected.whole) return;
  std::set<const StepDefinition*> used;
  for (const StepUse& use : inspected.uses) used.insert(use.definitions().begin(), use.definitions().end());
  for (const StepDefinition& step : inspected.registry.steps()) {
    if (used.contains(&step)) continue;
    findings.add(step.where, "no feature uses '" + step.expression.source() + "': use it or delete it");
  }
}

}  // namespace ordeal::lint
