#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void undefined_step(const Inspected& inspected, Findings& findings) {
  for (const StepUse& use : inspected.uses) {
    if (!std::holds_alternative<Undefined>(use.match) || use.inner) continue;
    std::string message = "no definition matches '" + use.text + "'";
    if (const StepDefinition* nearest = inspected.registry.nearest(use.text))
      message += "; the nearest is '" + nearest->expression.source() + "' at " + nearest->where.text();
    findings.add(use.file, use.location, message);
  }
}

}  // namespace ordeal::lint
