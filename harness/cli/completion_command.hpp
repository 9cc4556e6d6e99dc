// `ordeal completion`: scripts that let a shell complete this program's commands.
#pragma once

#include <CLI/App.hpp>

namespace ordeal::cli {

// Add it last: it completes the commands that are there. The script is printed when the command is given.
void add_completion_command(CLI::App& app);

}  // namespace ordeal::cli
