// Plug-ins: step definitions, hooks and parameter types in a shared library, added to those of the program.
// Nothing is ever loaded but what the command line names by --load.
//
// The program must lend its symbols to plug-ins (ordeal_lend_symbols_to_plugins in CMake; `ordeal` does). A
// plug-in for another interface (harness/definitions/plugin_interface.hpp) is refused before any of its code
// runs.
#pragma once

#include <CLI/App.hpp>
#include <boost/system/result.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace ordeal::cli {

// Loads it for as long as the program runs. The error says what is wrong with the file and what to do.
boost::system::result<void, std::string> load_plugin(const std::filesystem::path& file);

// Those that were loaded, as absolute paths, in order.
const std::vector<std::filesystem::path>& loaded_plugins();

// Adds --load; the libraries are loaded before the command does its work.
void add_load_option(CLI::App& command);

}  // namespace ordeal::cli
