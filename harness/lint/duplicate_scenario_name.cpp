#include <map>

#include "harness/lint/rules.hpp"
#include "harness/lint/scenarios.hpp"

namespace ordeal::lint {

void duplicate_scenario_name(const Inspected& inspected, Findings& findings) {
  std::map<std::pair<std::string_view, std::string>, std::uint32_t> lines;  // by feature and name
  for_each_scenario(inspected.features, [&](const WrittenScenario& at) {
    if (at.scenario.name.empty()) return;
    const auto [first, fresh] =
        lines.try_emplace({at.feature.uri, std::string(at.scenario.name)}, at.scenario.location.line);
    if (!fresh)
      findings.add(at.feature.uri, at.scenario.location,
                   "the scenario at line " + std::to_string(first->second) + " is called '" +
                       std::string(at.scenario.name) + "', too: reports cannot tell them apart");
  });
}

}  // namespace ordeal::lint
