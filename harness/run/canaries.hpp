// Canaries: scenarios, tagged @canary, of an inner run that must get the verdict which they name. A suite
// that has some runs them in front of whatever was selected: a harness that does not see them cannot be
// believed when it says that anything passes.
#pragma once

#include <string>
#include <vector>

#include "harness/run/plan.hpp"

namespace ordeal::run {

struct Canaries {
  std::vector<Source> features = {};  // built into the program, so that a run from any folder has them
  std::string arm = {};               // on which they run, whatever the others run on: those with its tag
  std::string rerun = {};             // as Options
  bool left_out = false;              // because somebody asked for it: the reports say so
};

// What stands in every report of a run without them.
inline constexpr const char* kCanariesLeftOut =
    "canaries were left out (--no-canaries): nothing shows that this run would have seen what is wrong";

bool is_canary(const gherkin::Pickle&);

// Reads those of the features that were not read anyhow: under their name, or with their very text.
Features read_canaries(const Canaries&, const Features& read, const OnFeature&);

// Puts those that the plan does not have yet in front of it and numbers it anew; says how many they are.
// `read`, `embedded`: as read_canaries() took and gave them.
std::size_t add_canaries(Plan&, const Canaries&, const Features& read, const Features& embedded);

}  // namespace ordeal::run
