// `ordeal run`.
#pragma once

#include <CLI/App.hpp>

#include "harness/cli/suite.hpp"

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` says how it went.
void add_run_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
