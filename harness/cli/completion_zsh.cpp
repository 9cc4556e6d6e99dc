#include "harness/cli/completion.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

// Within a specification of _arguments or _describe these signs mean something.
std::string plain(std::string_view text) {
  constexpr Escape escapes[] = {{':', "\\:"}, {'[', "\\["}, {']', "\\]"}, {'\\', "\\\\"}, {'\n', " "}};
  return escaped(text, escapes);
}

std::string action(const std::vector<std::string>& choices) {
  if (choices.empty()) return "_files";
  std::string list = "(";
  for (const std::string& choice : choices) list += (list.size() == 1 ? "" : " ") + plain(choice);
  return list + ")";
}

std::string arguments_of(const Command& command) {
  std::string specifications;
  const auto add = [&](const std::string& text) { specifications += " \\\n        " + single_quoted(text); };
  for (const CommandOption& option : command.options) {
    for (const std::string& name : option.names) {
      add("*" + name + "[" + plain(option.description) + "]" +
          (option.takes_value ? ":value:" + action(option.choices) : ""));
    }
  }
  if (command.takes_words) add("*:argument:" + action(command.words));
  return specifications;
}

}  // namespace

std::string zsh_completion(std::string_view program, const std::vector<Command>& commands) {
  const std::string function = function_name(program), name(program);
  std::string described, cases;
  for (const Command& command : commands) {
    if (command.name.empty()) continue;
    described += "      " + single_quoted(plain(command.name) + ":" + plain(command.description)) + "\n";
    cases += "    " + command.name + ")\n      _arguments" + arguments_of(command) + "\n      ;;\n";
  }
  return "#compdef " + name + "\n# Completion of " + name + " for zsh: source <(" + name +
         " completion zsh)\n" + function +
         "() {\n"
         "  local curcontext=$curcontext state line\n"
         "  local -a commands\n"
         "  _arguments -C" +
         arguments_of({.options = commands.front().options}) +
         " \\\n        '1:command:->command' '*::argument:->argument'\n"
         "  case $state in\n"
         "  command)\n"
         "    commands=(\n" +
         described +
         "    )\n"
         "    _describe command commands\n"
         "    ;;\n"
         "  argument)\n"
         "    case $line[1] in\n" +
         cases +
         "    esac\n"
         "    ;;\n"
         "  esac\n"
         "}\n"
         "if [ \"$funcstack[1]\" = " +
         function + " ]; then " + function + " \"$@\"; else compdef " + function + " " + name + "; fi\n";
}

}  // namespace ordeal::cli
