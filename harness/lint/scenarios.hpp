// Walks through the scenarios of features as they are written: outlines once, not once a row.
#pragma once

#include <functional>

#include "harness/lint/inspected.hpp"

namespace ordeal::lint {

struct WrittenScenario {
  const run::Feature& feature;
  const gherkin::Feature& written;
  const gherkin::Rule* rule;  // null: directly in the feature
  const gherkin::Scenario& scenario;
};
void for_each_scenario(const run::Features&, const std::function<void(const WrittenScenario&)>&);

// Whether none of a scenario's steps, those of its backgrounds included, has this type. An empty scenario is
// not judged, nor one with a step that may be anything: it begins with "*", or with a keyword that its
// language uses for several types.
bool lacks(const WrittenScenario&, gherkin::KeywordType);

}  // namespace ordeal::lint
