// Where features use steps, and which definitions they mean.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/run/features.hpp"

namespace ordeal::lint {

struct StepUse {
  std::string file;            // the feature's
  gherkin::Location location;  // of the step
  std::string keyword;         // "Given "
  std::string text;            // with the values of an outline's row
  StepMatch match;
  bool inner =
      false;  // in a feature within a doc string of media type gherkin; its location is the doc string's

  std::span<const StepDefinition* const> definitions() const;  // that match: none, one, or several
  bool uses(const StepDefinition& definition) const;
};

// By feature and place; a step that reads the same in several scenarios (of a background, of an outline's
// rows) comes once.
std::vector<StepUse> step_uses(const run::Features& features, const Registry& registry);

}  // namespace ordeal::lint
