// What stands before a run: features read, definitions looked at, scenarios chosen and put in order; or why
// it cannot begin.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/run/features.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/plan_messages.hpp"
#include "harness/run/run.hpp"

namespace ordeal::run {

struct Preparation {
  Features features, canaries;
  std::vector<std::string> problems;  // why it cannot begin, besides features that do not parse
  std::string nothing_to_run;         // why, where that is allowed
  bool definitions_wrong = false;
  Plan plan;
  std::size_t pickles = 0;                     // of all features, selected or not
  std::string shared_id;                       // of all shards of this run; empty: it is no shard
  std::size_t canaries_added = 0;              // the first of the plan
  std::vector<std::filesystem::path> visible;  // in every enclosure
};

struct Announcing {
  bool judged;      // scenarios are
  bool wants_plan;  // the reports
};

// Emits the messages that describe the plan.
Preparation prepare(const Options& options, const Registry& registry, Announcing announcing,
                    const Emit& emit);

}  // namespace ordeal::run
