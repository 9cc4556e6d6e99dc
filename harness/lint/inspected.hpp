// What lint looks at: features, the definitions of the program that lints, and the lists that it was given.
#pragma once

#include <optional>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/lint/known_names.hpp"
#include "harness/lint/step_source.hpp"
#include "harness/lint/step_uses.hpp"
#include "harness/run/arms.hpp"
#include "harness/run/features.hpp"

namespace ordeal::lint {

struct Inspected {
  const run::Features& features;
  const Registry& registry;
  std::vector<StepUse> uses;           // step_uses(features, registry)
  bool whole = false;                  // the features are all there are: what none of them uses is unused
  std::vector<std::string> arms = {};  // all there are; without '@'
  run::StepArms step_arms = {};        // steps that not every arm can do
  std::optional<KnownTags> known_tags;
  std::optional<CatalogueIds> catalogue;
  StepSources* sources = nullptr;  // of the step definitions
};

}  // namespace ordeal::lint
