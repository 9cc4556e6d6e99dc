#include "harness/run/arms.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

namespace ordeal::run {

const StepArms::value_type* impossible_step(const gherkin::Pickle& pickle, const Registry& registry,
                                            const StepArms& step_arms, const std::string& arm) {
  for (const auto& step : pickle.steps) {
    const StepMatch match = registry.match(step.text);
    const auto* found = std::get_if<Matched>(&match);
    if (!found) continue;
    const auto limited = step_arms.find(found->definition->expression.source());
    if (limited == step_arms.end()) continue;
    const auto& arms = limited->second;
    if (std::find(arms.begin(), arms.end(), arm) == arms.end()) return &*limited;
  }
  return nullptr;
}

std::string promises_too_much(const StepArms::value_type& step, const std::string& arm) {
  const auto& [wording, arms] = step;
  return "\"" + wording + "\" cannot be on the arm " + arm + ", which the scenario's tag names; " +
         (arms.empty() ? "no arm can do it" : "arms that can: " + boost::algorithm::join(arms, ", ")) +
         ". Take the tag @" + arm + " away, or use another step";
}

std::vector<std::string> keep_possible(Plan& plan, const Registry& registry, const StepArms& step_arms,
                                       const Selection& selection) {
  std::vector<std::string> mistakes;
  if (step_arms.empty()) return mistakes;
  std::erase_if(plan.scenarios, [&](const Chosen& scenario) {
    const auto pickle = scenario.pickle();
    const auto* impossible = impossible_step(*pickle, registry, step_arms, selection.arm);
    if (!impossible) return false;
    const auto tags = tags_of(*pickle);
    if (std::find(tags.begin(), tags.end(), "@" + selection.arm) != tags.end()) {
      mistakes.push_back(place_of(*pickle) + ": " + promises_too_much(*impossible, selection.arm));
    }
    return true;
  });
  return mistakes;
}

}  // namespace ordeal::run
