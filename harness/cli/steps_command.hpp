// `ordeal steps`: what there is to write features with.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` is 0, 1 when nothing was found, 2 for examples that cannot
// be read.
void add_steps_command(CLI::App& app, int& exit_code);

}  // namespace ordeal::cli
