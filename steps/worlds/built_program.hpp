// The programs that are built beside `ordeal`, as a world starts them.
#pragma once

#include <filesystem>
#include <string>

#include "harness/process/child.hpp"

namespace ordeal {

// Its path. Throws std::runtime_error when it has not been built.
std::filesystem::path built_program(const std::string& name);

// Throws when it does not start, naming `who`: MachineLacks when the machine has no more of something that it
// takes, otherwise std::runtime_error.
process::Child start_program(const std::string& who, const process::ChildOptions& options);

}  // namespace ordeal
