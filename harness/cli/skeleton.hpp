// What `ordeal new` writes: a feature to fill in, and a file of steps that it can be run with at once.
#pragma once

#include <string>

namespace ordeal::cli {

// "Full disk!" → "full_disk", for file names; empty when nothing is left.
std::string file_name_of(const std::string& name);

// In canonical form (harness/gherkin/format.hpp). Its steps are those of step_skeleton().
std::string feature_skeleton(const std::string& name);

// C++ that compiles as it is. `feature` is the file that it belongs to.
std::string step_skeleton(const std::string& name, const std::string& feature);

}  // namespace ordeal::cli
