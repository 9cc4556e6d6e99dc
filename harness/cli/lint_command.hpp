// `ordeal lint`: what is doubtful in features and step definitions; and their formatting.
#pragma once

#include <CLI/App.hpp>

#include "harness/cli/suite.hpp"

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` is 0, 1 for findings (with --check: for files that would
// change), 2 for files that cannot be read.
void add_lint_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
