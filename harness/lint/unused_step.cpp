#include <set>

#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void unused_step(const Inspected& inspected, Findings& findings) {
  if (!inspected.whole) return;
  std::set<const StepDefinition*> used;
  for (const StepUse& use : inspected.uses) {
    if (const auto* matched = std::get_if<Matched>(&use.match)) used.insert(matched->definition);
    if (const auto* ambiguous = std::get_if<Ambiguous>(&use.match))
      used.insert(ambiguous->definitions.begin(), ambiguous->definitions.end());
  }
  for (const StepDefinition& step : inspected.registry.steps()) {
    if (used.contains(&step)) continue;
    findings.add(step.where.file, {static_cast<std::uint32_t>(step.where.line), 1},
                 "no feature uses '" + step.expression.source() + "': use it or delete it");
  }
}

}  // namespace ordeal::lint
