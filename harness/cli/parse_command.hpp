// `ordeal parse`: features as tokens, trees, pickles or errors, for other tools.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

// Adds the command; when it is given, `exit_code` is 0, 1 for a feature that does not parse, 2 for a file
// that cannot be read.
void add_parse_command(CLI::App& app, int& exit_code);

}  // namespace ordeal::cli
