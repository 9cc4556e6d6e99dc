#include "harness/cli/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

namespace ordeal::cli {
namespace {

// CLI11 shows the values of IsMember in the type: "TEXT:{text,json}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.rfind('}');
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::istringstream list(type.substr(open + 1, close - open - 1));
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

CommandOption read(const CLI::Option& option) {
  CommandOption made{.description = option.get_description(),
                     .takes_value = option.get_items_expected_max() > 0,
                     .choices = choices_of(option)};
  for (const std::string& name : option.get_lnames()) made.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) made.names.push_back("-" + name);
  return made;
}

Command read(const CLI::App& app, const std::string& name) {
  Command command{.name = name, .description = app.get_description()};
  for (const CLI::Option* option : app.get_options()) {
    CommandOption made = read(*option);
    if (!made.names.empty()) {
      command.options.push_back(std::move(made));
    } else {
      command.takes_words = true;
      command.words = std::move(made.choices);
    }
  }
  return command;
}

}  // namespace

std::vector<Command> command_tree(const CLI::App& app) {
  std::vector<Command> commands{read(app, "")};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(read(*command, command->get_name()));
  for (std::size_t i = 1; i < commands.size(); ++i) commands.front().words.push_back(commands[i].name);
  return commands;
}

}  // namespace ordeal::cli
