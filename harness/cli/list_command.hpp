// `ordeal list`: which scenarios a selection means.
#pragma once

#include <CLI/App.hpp>

#include "harness/cli/suite.hpp"

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` is 0, 1 when nothing is selected, 2 for features that
// cannot be read or do not parse.
void add_list_command(CLI::App& app, const Suite& suite, int& exit_code);

}  // namespace ordeal::cli
