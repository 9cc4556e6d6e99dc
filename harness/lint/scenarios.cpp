#include "harness/lint/scenarios.hpp"

#include <set>

namespace ordeal::lint {
namespace {

void add_types(std::span<const gherkin::Step> steps, std::set<gherkin::KeywordType>& types) {
  for (const gherkin::Step& step : steps) types.insert(step.keyword_type);
}

}  // namespace

void for_each_scenario(const run::Features& features,
                       const std::function<void(const WrittenScenario&)>& visit) {
  for (const run::Feature& feature : features.read) {
    const auto parsed = feature.parsed();
    if (!parsed->document.feature) continue;
    const gherkin::Feature& written = *parsed->document.feature;
    for (const auto& scenario : written.scenarios) visit({feature, written, nullptr, scenario});
    for (const auto& rule : written.rules) {
      for (const auto& scenario : rule.scenarios) visit({feature, written, &rule, scenario});
    }
  }
}

bool lacks(const WrittenScenario& at, gherkin::KeywordType type) {
  if (at.scenario.steps.empty()) return false;
  std::set<gherkin::KeywordType> types;
  if (at.written.background) add_types(at.written.background->steps, types);
  if (at.rule && at.rule->background) add_types(at.rule->background->steps, types);
  add_types(at.scenario.steps, types);
  return !types.contains(type) && !types.contains(gherkin::KeywordType::unknown);
}

}  // namespace ordeal::lint
