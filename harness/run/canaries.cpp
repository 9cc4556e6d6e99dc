#include "harness/run/canaries.hpp"

#include <algorithm>

namespace ordeal::run {
namespace {

bool is_same(const Feature& feature, const Source& source) {
  return feature.uri == source.uri || feature.parsed()->document.source == source.text;
}

bool has(const gherkin::Pickle& pickle, std::string_view tag) {
  return std::ranges::any_of(pickle.tags, [&](const auto& each) { return each.name == tag; });
}

bool has(const Plan& plan, const Chosen& scenario) {
  return std::ranges::any_of(plan.scenarios, [&](const Chosen& each) {
    return each.feature == scenario.feature && each.index == scenario.index;
  });
}

}  // namespace

bool is_canary(const gherkin::Pickle& pickle) {
  return has(pickle, "@canary");
}

Features read_canaries(const Canaries& canaries, const Features& read, const OnFeature& on_feature) {
  std::vector<Source> missing;
  for (const Source& source : canaries.features) {
    if (std::ranges::none_of(read.read, [&](const Feature& feature) { return is_same(feature, source); }))
      missing.push_back(source);
  }
  return read_texts(std::move(missing), read.next_id, on_feature);
}

std::size_t add_canaries(Plan& plan, const Canaries& canaries, const Features& read,
                         const Features& embedded) {
  std::vector<Chosen> added;
  const auto add_of = [&](const Feature& feature) {
    const auto parsed = feature.parsed();
    for (std::uint32_t index = 0; index < parsed->pickles.size(); ++index) {
      const Chosen scenario{.feature = &feature, .index = index};
      const gherkin::Pickle& pickle = parsed->pickles[index];
      if (is_canary(pickle) && has(pickle, "@" + canaries.arm) && !has(plan, scenario))
        added.push_back(scenario);
    }
  };
  for (const Feature& feature : read.read) {
    if (std::ranges::any_of(canaries.features, [&](const Source& each) { return is_same(feature, each); }))
      add_of(feature);
  }
  std::ranges::for_each(embedded.read, add_of);
  plan.scenarios.insert(plan.scenarios.begin(), added.begin(), added.end());
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i)
    plan.scenarios[i].number = static_cast<std::uint32_t>(i);
  return added.size();
}

}  // namespace ordeal::run
