// The commands of a program as plain values, for scripts that complete them.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace ordeal::cli {

struct CommandOption {
  std::vector<std::string> names;  // "--format", "-h"
  std::string description;
  bool takes_value = false;
  std::vector<std::string> choices;  // empty: any value
};

struct Command {
  std::string name;  // empty: the program itself
  std::string description;
  std::vector<CommandOption> options;
  std::vector<std::string> words;  // what may stand without an option, when it is one of a few
  bool takes_words = false;        // whether anything may
};

// The program itself first, then its subcommands.
std::vector<Command> command_tree(const CLI::App& app);

}  // namespace ordeal::cli
