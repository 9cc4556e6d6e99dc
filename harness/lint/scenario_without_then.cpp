#include "harness/lint/rules.hpp"
#include "harness/lint/scenarios.hpp"

namespace ordeal::lint {

// A step without a type ("*") may be anything, so such a scenario is not judged.
void scenario_without_then(const Inspected& inspected, Findings& findings) {
  for_each_scenario(inspected.features, [&](const WrittenScenario& at) {
    const auto types = step_types(at);
    const bool judged = !at.scenario.steps.empty() && !types.contains(gherkin::KeywordType::unknown);
    if (judged && !types.contains(gherkin::KeywordType::outcome))
      findings.add(
          at.feature.uri, at.scenario.location,
          "'" + std::string(at.scenario.name) + "': it checks nothing: say by a Then what must hold");
  });
}

}  // namespace ordeal::lint
