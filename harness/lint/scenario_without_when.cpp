#include "harness/lint/rules.hpp"
#include "harness/lint/scenarios.hpp"

namespace ordeal::lint {

void scenario_without_when(const Inspected& inspected, Findings& findings) {
  for_each_scenario(inspected.features, [&](const WrittenScenario& at) {
    if (lacks(at, gherkin::KeywordType::action))
      findings.add(at.feature.uri, at.scenario.location,
                   "'" + std::string(at.scenario.name) + "': nothing happens in it: say by a When what does");
  });
}

}  // namespace ordeal::lint
