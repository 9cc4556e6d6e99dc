#include "harness/lint/rules.hpp"
#include "harness/lint/scenarios.hpp"

namespace ordeal::lint {

void empty_scenario(const Inspected& inspected, Findings& findings) {
  for_each_scenario(inspected.features, [&](const WrittenScenario& at) {
    const std::string name = "'" + std::string(at.scenario.name) + "' ";
    if (at.scenario.steps.empty())
      findings.add(at.feature.uri, at.scenario.location, name + "has no steps, so it says nothing");
    for (const gherkin::Examples& examples : at.scenario.examples) {
      if (examples.body.empty())
        findings.add(at.feature.uri, examples.location,
                     "these examples of " + name + "have no rows, so nothing runs");
    }
  });
}

}  // namespace ordeal::lint
