// Walks through the scenarios of features as they are written: outlines once, not once a row.
#pragma once

#include <functional>
#include <set>

#include "harness/lint/inspected.hpp"

namespace ordeal::lint {

struct WrittenScenario {
  const run::Feature& feature;
  const gherkin::Feature& written;
  const gherkin::Rule* rule;  // null: directly in the feature
  const gherkin::Scenario& scenario;
};
void for_each_scenario(const run::Features&, const std::function<void(const WrittenScenario&)>&);

// The types of a scenario's steps, those of its backgrounds included. `unknown` is among them when a step
// begins with "*", or with a keyword that its language uses for several types.
std::set<gherkin::KeywordType> step_types(const WrittenScenario&);

}  // namespace ordeal::lint
