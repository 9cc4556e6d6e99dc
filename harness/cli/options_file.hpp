// Options in a file, ordeal.toml: what neither the command line nor the environment says. Each section is a
// command, each key an option without its dashes, as the command line would take it:
//
//   [run]
//   parallel = 4
//   format = ["pretty", "junit:junit.xml"]
//
//   [profile.ci.run]      # with --profile ci, before those of [run]
//   budget = "25m"
//
// The file lies in the working folder or above it, up to the root of the repository (the folder with .git);
// outside of a repository only the working folder counts.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace ordeal::cli {

// The nearest ordeal.toml for this working folder.
std::optional<std::filesystem::path> find_options_file(const std::filesystem::path& folder);

// Adds --config, --no-config and --profile to every command of the program.
void add_options_file(CLI::App& program);

// Those of them that the command line of `command` had, as a shell reads them: " --profile ci", or "".
std::string options_file_arguments(const CLI::App& command);

}  // namespace ordeal::cli
