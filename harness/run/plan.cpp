#include "harness/run/plan.hpp"

#include <algorithm>

#include "harness/run/splitmix.hpp"

namespace ordeal::run {
namespace {

// The scenario, or outline, that begins at `line`, or the last that begins before it; null: none does.
const gherkin::Scenario* scenario_at(const gherkin::Feature& feature, std::uint32_t line) {
  const gherkin::Scenario* found = nullptr;
  const auto look = [&](std::span<const gherkin::Scenario> scenarios) {
    for (const gherkin::Scenario& scenario : scenarios) {
      if (scenario.location.line <= line) found = &scenario;  // they come in the order of their lines
    }
  };
  look(feature.scenarios);
  for (const gherkin::Rule& rule : feature.rules) look(rule.scenarios);
  return found;
}

// A line of an outline above its rows means all of them; one among them the row there, or the last before it.
bool on_line(const Parsed& feature, const gherkin::Pickle& pickle, std::uint32_t line) {
  const gherkin::Scenario* scenario = scenario_at(*feature.document.feature, line);
  if (!scenario || pickle.ast_node_ids.front() != scenario->id) return false;
  const gherkin::Pickle* row = nullptr;
  for (const gherkin::Pickle& candidate : feature.pickles) {
    const bool sibling = candidate.ast_node_ids.front() == scenario->id;
    if (sibling && candidate.location.line <= line) row = &candidate;
  }
  return !row || row == &pickle;
}

bool on_wanted_line(const Feature& feature, const gherkin::Pickle& pickle) {
  if (feature.lines.empty()) return true;
  const auto parsed = feature.parsed();
  return std::any_of(feature.lines.begin(), feature.lines.end(),
                     [&](auto line) { return on_line(*parsed, pickle, line); });
}

bool contains(const std::vector<std::string>& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// A scenario that names no arm runs on each.
bool runs_on(const std::vector<std::string>& tags, const Selection& selection) {
  if (selection.arms.empty() || contains(tags, "@" + selection.arm)) return true;
  return std::none_of(selection.arms.begin(), selection.arms.end(),
                      [&](const std::string& arm) { return contains(tags, "@" + arm); });
}

bool selected(const Chosen& scenario, const Selection& selection) {
  const auto pickle = scenario.pickle();
  const auto tags = tags_of(*pickle);
  if (!runs_on(tags, selection) || !selection.tags.holds(tags) ||
      !on_wanted_line(*scenario.feature, *pickle)) {
    return false;
  }
  const bool has_id =
      selection.ids.empty() || std::any_of(selection.ids.begin(), selection.ids.end(),
                                           [&](const auto& id) { return contains(tags, "@" + id); });
  const bool has_name =
      selection.names.empty() ||
      std::any_of(selection.names.begin(), selection.names.end(),
                  [&](const std::string& part) { return pickle->name.find(part) != std::string_view::npos; });
  return has_id && has_name;
}

}  // namespace

std::shared_ptr<const gherkin::Pickle> Chosen::pickle() const {
  auto parsed = feature->parsed();
  const gherkin::Pickle* found = &parsed->pickles[index];
  return {std::move(parsed), found};
}

std::string place_of(const gherkin::Pickle& pickle) {
  return std::string(pickle.uri) + ":" + std::to_string(pickle.location.line);
}

std::vector<std::string> tags_of(const gherkin::Pickle& pickle) {
  std::vector<std::string> names;
  for (const auto& tag : pickle.tags) names.emplace_back(tag.name);
  return names;
}

std::vector<std::string> unknown_ids(const Features& features, const std::vector<std::string>& ids) {
  std::vector<std::string> unknown = ids;
  for (const Feature& feature : features.read) {
    if (unknown.empty()) break;
    const auto parsed = feature.parsed();
    for (const gherkin::Pickle& pickle : parsed->pickles) {
      std::erase_if(unknown, [tags = tags_of(pickle)](const auto& id) { return contains(tags, "@" + id); });
    }
  }
  return unknown;
}

Plan make_plan(const Features& features, const Selection& selection) {
  Plan plan;
  for (const Feature& feature : features.read) {
    const auto parsed = feature.parsed();  // for all its scenarios at once
    for (std::uint32_t index = 0; index < parsed->pickles.size(); ++index) {
      const Chosen scenario{&feature, index, static_cast<std::uint32_t>(plan.scenarios.size())};
      if (selected(scenario, selection)) plan.scenarios.push_back(scenario);
    }
  }
  return plan;
}

void arrange(Plan& plan, Order order, std::uint64_t seed) {
  auto& scenarios = plan.scenarios;
  if (order == Order::reverse) std::reverse(scenarios.begin(), scenarios.end());
  if (order == Order::random) {
    for (std::size_t left = scenarios.size(); left > 1; --left) {
      std::swap(scenarios[left - 1], scenarios[next_random(seed) % left]);
    }
  }
  for (std::size_t i = 0; i < scenarios.size(); ++i) scenarios[i].number = static_cast<std::uint32_t>(i);
}

}  // namespace ordeal::run
