#include <algorithm>

#include "harness/lint/rules.hpp"
#include "harness/run/plan.hpp"

namespace ordeal::lint {

// A run on that arm refuses the scenario; on the others nobody would notice.
void impossible_arm(const Inspected& inspected, Findings& findings) {
  for (const run::Feature& feature : inspected.features.read) {
    const auto parsed = feature.parsed();
    for (const gherkin::Pickle& pickle : parsed->pickles) {
      const auto tags = run::tags_of(pickle);
      for (const std::string& arm : inspected.arms) {
        if (std::ranges::find(tags, "@" + arm) == tags.end()) continue;
        const auto* step = run::impossible_step(pickle, inspected.registry, inspected.step_arms, arm);
        if (step) findings.add(feature.uri, pickle.location, run::promises_too_much(*step, arm));
      }
    }
  }
}

}  // namespace ordeal::lint
