#include "reports/plan.hpp"

namespace ordeal::reports {

Plan::Plan(const messages::Pickle& pickle, const SyntaxIndex& syntax) {
  uri_ = texts_.add(pickle.uri);
  name_ = texts_.add(pickle.name);
  const auto* around = pickle.ast_node_ids.empty() ? nullptr : syntax.scenario(pickle.ast_node_ids.back());
  if (around != nullptr) {
    feature_ = texts_.add(around->feature);
    rule_ = texts_.add(around->rule);
    outline_ = texts_.add(around->scenario);
    examples_ = texts_.add(around->examples);
    example_ = texts_.add(around->example);
    line_ = around->line;
  }
  if (pickle.location) line_ = pickle.location->line;
  steps_.reserve(pickle.steps.size());
  for (const auto& step : pickle.steps) {
    const auto* written = step.ast_node_ids.empty() ? nullptr : syntax.step(step.ast_node_ids.front());
    PlannedStep planned{.id = texts_.add(step.id), .text = texts_.add(step.text)};
    if (written != nullptr) {
      planned.keyword = texts_.add(written->keyword);
      planned.line = static_cast<std::uint32_t>(written->line);
    }
    steps_.push_back(planned);
  }
  texts_.shrink_to_fit();
}

Scenario Plan::scenario() const {
  Scenario scenario;
  scenario.uri = text(uri_);
  scenario.line = line_;
  scenario.feature = text(feature_);
  scenario.rule = text(rule_);
  scenario.name = text(name_);
  scenario.outline = text(outline_);
  scenario.examples = text(examples_);
  scenario.example = text(example_);
  return scenario;
}

bool Plan::find_step(std::string_view pickle_step_id, Step& into) const {
  for (const auto& step : steps_) {
    if (texts_.at(step.id) != pickle_step_id) continue;
    into.keyword = text(step.keyword);
    into.text = text(step.text);
    into.uri = text(uri_);
    into.line = step.line;
    return true;
  }
  return false;
}

}  // namespace ordeal::reports
