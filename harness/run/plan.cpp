#include "harness/run/plan.hpp"

#include <algorithm>
#include <array>

namespace ordeal::run {
namespace {

constexpr std::array<std::string_view, 3> kArms = {"@sim", "@cpu", "@cuda"};

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
bool on_line(const Feature& feature, const gherkin::Pickle& pickle, std::uint32_t line) {
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
  return feature.lines.empty() || std::any_of(feature.lines.begin(), feature.lines.end(),
                                              [&](auto line) { return on_line(feature, pickle, line); });
}

bool selected(const Feature& feature, const gherkin::Pickle& pickle, const Selection& selection) {
  std::vector<std::string> tags;
  for (const auto& tag : pickle.tags) tags.emplace_back(tag.name);
  if (!runs_on(tags, selection.arm) || !selection.tags.holds(tags) || !on_wanted_line(feature, pickle))
    return false;
  return selection.names.empty() ||
         std::any_of(selection.names.begin(), selection.names.end(), [&](const std::string& part) {
           return pickle.name.find(part) != std::string_view::npos;
         });
}

std::string fresh(gherkin::IdGenerator& ids) {
  return std::string(ids.next());
}

PlannedScenario plan_scenario(const gherkin::Pickle& pickle, const Registry& registry,
                              gherkin::IdGenerator& ids) {
  PlannedScenario scenario{.id = fresh(ids), .pickle = &pickle};
  const auto tags = scenario.tags();
  for (const Hook* hook : registry.before(tags)) scenario.before.push_back({fresh(ids), hook});
  for (const gherkin::PickleStep& step : pickle.steps) {
    scenario.steps.push_back({fresh(ids), &step, registry.match(step.text)});
  }
  for (const Hook* hook : registry.after(tags)) scenario.after.push_back({fresh(ids), hook});
  scenario.judgement = {fresh(ids), nullptr};
  return scenario;
}

// splitmix64: an order that is the same with every standard library.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t x = state += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

std::string PlannedScenario::place() const {
  return std::string(pickle->uri) + ":" + std::to_string(pickle->location.line);
}

std::vector<std::string> PlannedScenario::tags() const {
  std::vector<std::string> names;
  for (const auto& tag : pickle->tags) names.emplace_back(tag.name);
  return names;
}

bool runs_on(const std::vector<std::string>& tags, const std::string& arm) {
  bool any = false;
  for (const std::string& tag : tags) {
    if (tag == "@" + arm) return true;
    any = any || std::find(kArms.begin(), kArms.end(), tag) != kArms.end();
  }
  return !any;
}

Plan make_plan(const Features& features, const Registry& registry, const Selection& selection,
               gherkin::IdGenerator& ids) {
  Plan plan;
  for (const Feature& feature : features.read) {
    for (const gherkin::Pickle& pickle : feature.pickles) {
      if (selected(feature, pickle, selection))
        plan.scenarios.push_back(plan_scenario(pickle, registry, ids));
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
}

}  // namespace ordeal::run
