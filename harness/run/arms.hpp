// Which arms a step can be on: known when a run is planned, so that nothing starts that cannot be.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/run/plan.hpp"

namespace ordeal::run {

// By wording. A step that is not there can be on every arm.
using StepArms = std::map<std::string, std::vector<std::string>, std::less<>>;

// The first of the scenario's steps that cannot be on `arm`, and the arms that it can be on; null: all can.
const StepArms::value_type* impossible_step(const gherkin::Pickle&, const Registry&, const StepArms&,
                                            const std::string& arm);

// What to tell of a scenario whose tag names an arm that the step cannot be on.
std::string promises_too_much(const StepArms::value_type& step, const std::string& arm);

// Takes scenarios out of the plan that have a step which the selection's arm cannot do. One that names the
// arm by its tag is a mistake: the answer has a line for each, naming the step and the arms that can.
std::vector<std::string> keep_possible(Plan& plan, const Registry& registry, const StepArms& step_arms,
                                       const Selection& selection);

}  // namespace ordeal::run
