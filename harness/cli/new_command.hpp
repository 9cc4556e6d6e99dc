// `ordeal new`: a feature to begin with.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` is 0, or 2 when a file is there already or cannot be
// written.
void add_new_command(CLI::App& app, int& exit_code);

}  // namespace ordeal::cli
