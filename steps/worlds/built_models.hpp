// The models of the profile that features use, as the build made them.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "pipeline/protocol/costs.hpp"

namespace ordeal {

// Where `slot-models build` put them. Throws std::runtime_error when they are missing.
std::filesystem::path built_models();

// What a slot costs with them, by their manifest. Throws std::runtime_error when it cannot be read or has no
// costs.
const slots::Costs& built_costs();

// Of each model's weights once they are resident, as the manifest's text has them: 16 hexadecimal digits.
// Throws std::runtime_error when it cannot be read.
std::set<std::string> built_weights_checksums();

}  // namespace ordeal
