#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void empty_feature(const Inspected& inspected, Findings& findings) {
  for (const run::Feature& feature : inspected.features.read) {
    const auto parsed = feature.parsed();
    const auto& written = parsed->document.feature;
    if (!written) {
      findings.add(feature.uri, {1, 1}, "the file holds no feature: write one or delete it");
      continue;
    }
    bool any = !written->scenarios.empty();
    for (const gherkin::Rule& rule : written->rules) any = any || !rule.scenarios.empty();
    if (!any) findings.add(feature.uri, written->location, "the feature has no scenarios");
  }
}

}  // namespace ordeal::lint
