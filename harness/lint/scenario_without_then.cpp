#include "harness/lint/rules.hpp"
#include "harness/lint/scenarios.hpp"

namespace ordeal::lint {

void scenario_without_then(const Inspected& inspected, Findings& findings) {
  for_each_scenario(inspected.features, [&](const WrittenScenario& at) {
    if (lacks(at, gherkin::KeywordType::outcome))
      findings.add(
          at.feature.uri, at.scenario.location,
          "'" + std::string(at.scenario.name) + "': it checks nothing: say by a Then what must hold");
  });
}

}  // namespace ordeal::lint
