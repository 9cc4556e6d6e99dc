// Scripts by which shells complete the commands, options and choices of a program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command_tree.hpp"

namespace ordeal::cli {

// `program` is the name by which the shell knows it. Where nothing else fits, files are offered.
std::string bash_completion(std::string_view program, const std::vector<Command>& commands);
std::string zsh_completion(std::string_view program, const std::vector<Command>& commands);
std::string fish_completion(std::string_view program, const std::vector<Command>& commands);

// A name for the script's function: letters, digits and '_'.
std::string function_name(std::string_view program);

}  // namespace ordeal::cli
