#include "harness/cli/completion.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/joined.hpp"

namespace ordeal::cli {
namespace {

// fish escapes a quote and a backslash within single quotes.
std::string fish_quoted(std::string_view text) {
  constexpr Escape escapes[] = {{'\'', "\\'"}, {'\\', "\\\\"}, {'\n', " "}};
  return "'" + escaped(text, escapes) + "'";
}

std::string names_of(const CommandOption& option) {
  std::string names;
  for (const std::string& name : option.names)
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return names;
}

}  // namespace

std::string fish_completion(std::string_view program, const std::vector<Command>& commands) {
  std::string script = "# Completion of " + std::string(program) + " for fish: " + std::string(program) +
                       " completion fish | source\n";
  for (const Command& command : commands) {
    const std::string start =
        "complete -c " + std::string(program) + " -n " +
        (command.name.empty() ? "__fish_use_subcommand"
                              : fish_quoted("__fish_seen_subcommand_from " + command.name));
    if (!command.name.empty())
      script += "complete -c " + std::string(program) + " -n __fish_use_subcommand -f -a " +
                fish_quoted(command.name) + " -d " + fish_quoted(command.description) + "\n";
    for (const CommandOption& option : command.options) {
      script += start + names_of(option) + " -d " + fish_quoted(option.description);
      if (option.takes_value)
        script += option.choices.empty() ? " -r" : " -x -a " + fish_quoted(joined(option.choices, " "));
      script += "\n";
    }
    if (!command.name.empty() && !command.words.empty())
      script += start + " -f -a " + fish_quoted(joined(command.words, " ")) + "\n";
  }
  return script;
}

}  // namespace ordeal::cli
