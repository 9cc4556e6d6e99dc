#include "reports/plan.hpp"

#include <algorithm>

#include "reports/argument_text.hpp"

namespace ordeal::reports {

Plan::Plan(const messages::Pickle& pickle, const SyntaxIndex& syntax) {
  auto& [names, steps, texts] = record_;
  names.uri = texts.add(pickle.uri);
  names.name = texts.add(pickle.name);
  names.canary = std::ranges::any_of(pickle.tags, [](const auto& tag) { return tag.name == "@canary"; });
  const auto* around = pickle.ast_node_ids.empty() ? nullptr : syntax.scenario(pickle.ast_node_ids.back());
  if (around != nullptr) {
    names.feature = texts.add(around->feature);
    names.rule = texts.add(around->rule);
    names.outline = texts.add(around->scenario);
    names.examples = texts.add(around->examples);
    names.example = texts.add(around->example);
    names.line = around->line;
  }
  if (pickle.location) names.line = pickle.location->line;
  steps.reserve(pickle.steps.size());
  for (const auto& step : pickle.steps) {
    const auto* written = step.ast_node_ids.empty() ? nullptr : syntax.step(step.ast_node_ids.front());
    PlannedStep planned{.id = texts.add(step.id), .text = texts.add(step.text)};
    if (step.argument) planned.argument = texts.add(argument_text(*step.argument));
    if (written != nullptr) {
      planned.keyword = texts.add(written->keyword);
      planned.line = static_cast<std::uint32_t>(written->line);
    }
    steps.push_back(planned);
  }
}

std::optional<Plan> Plan::unpacked(std::string_view bytes) {
  auto record = Record<Names, PlannedStep>::unpacked(bytes);
  if (!record) return std::nullopt;
  Plan plan;
  plan.record_ = std::move(*record);
  return plan;
}

Scenario Plan::scenario() const {
  const Names& names = record_.head;
  Scenario scenario;
  scenario.uri = text(names.uri);
  scenario.line = names.line;
  scenario.feature = text(names.feature);
  scenario.rule = text(names.rule);
  scenario.name = text(names.name);
  scenario.outline = text(names.outline);
  scenario.examples = text(names.examples);
  scenario.example = text(names.example);
  scenario.canary = names.canary;
  return scenario;
}

bool Plan::find_step(std::string_view pickle_step_id, Step& into) const {
  for (const auto& step : record_.items) {
    if (record_.texts.at(step.id) != pickle_step_id) continue;
    into.keyword = text(step.keyword);
    into.text = text(step.text);
    into.argument = text(step.argument);
    into.uri = text(record_.head.uri);
    into.line = step.line;
    return true;
  }
  return false;
}

}  // namespace ordeal::reports
