#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void ambiguous_step(const Inspected& inspected, Findings& findings) {
  for (const StepUse& use : inspected.uses) {
    const auto* ambiguous = std::get_if<Ambiguous>(&use.match);
    if (!ambiguous || use.inner) continue;
    std::string definitions;
    for (const StepDefinition* definition : ambiguous->definitions) {
      definitions += (definitions.empty() ? "" : ", ") + definition->where.text();
    }
    findings.add(
        use.file, use.location,
        "several definitions match '" + use.text + "': " + definitions + "; make one wording differ");
  }
}

}  // namespace ordeal::lint
