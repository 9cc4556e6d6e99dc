// What a step or hook may ask for about what is running: take them as references, like anything of the
// context. Hooks of a feature or rule see its own, hooks of a step see both of a scenario's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/definitions/step_result.hpp"

namespace ordeal {

struct CurrentFeature {
  std::string name, uri;
  std::vector<std::string> tags;  // with '@'
};

struct CurrentRule {
  std::string name, uri;
  std::vector<std::string> tags;  // the feature's, too
};

struct CurrentScenario {
  std::string name;
  std::string place;              // "features/gpu/memory.feature:12"
  std::vector<std::string> tags;  // with '@'; the feature's and rule's, too
  int attempt = 0;                // from 0
  int repetition = 1;             // from 1: of --repeat
  std::uint64_t seed = 1;         // of its randomness: the run's, or made from it for a later repetition
  bool failed = false;            // so far: AFTER hooks look at it
};

struct CurrentStep {
  std::string keyword;  // "Given"
  std::string text;
  std::uint32_t line = 0;
  StepStatus status = StepStatus::passed;  // AFTER_STEP hooks look at it
};

}  // namespace ordeal
