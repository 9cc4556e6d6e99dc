#include "harness/lint/written_tags.hpp"

namespace ordeal::lint {
namespace {

using Visit = std::function<void(const gherkin::Tag&)>;

void visit_all(std::span<const gherkin::Tag> tags, const Visit& visit) {
  for (const gherkin::Tag& tag : tags) visit(tag);
}

void visit_scenarios(std::span<const gherkin::Scenario> scenarios, const Visit& visit) {
  for (const gherkin::Scenario& scenario : scenarios) {
    visit_all(scenario.tags, visit);
    for (const gherkin::Examples& examples : scenario.examples) visit_all(examples.tags, visit);
  }
}

}  // namespace

void for_each_tag(const run::Features& features,
                  const std::function<void(const run::Feature&, const gherkin::Tag&)>& visit) {
  for (const run::Feature& feature : features.read) {
    const auto parsed = feature.parsed();
    if (!parsed->document.feature) continue;
    const Visit of_feature = [&](const gherkin::Tag& tag) { visit(feature, tag); };
    visit_all(parsed->document.feature->tags, of_feature);
    visit_scenarios(parsed->document.feature->scenarios, of_feature);
    for (const gherkin::Rule& rule : parsed->document.feature->rules) {
      visit_all(rule.tags, of_feature);
      visit_scenarios(rule.scenarios, of_feature);
    }
  }
}

}  // namespace ordeal::lint
