#include <cctype>

#include "harness/cli/completion.hpp"
#include "harness/text/joined.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

// The words that complete the value of each option that has a choice, and of those that take any (none:
// bash offers files).
std::string cases_of_values(const std::vector<Command>& commands) {
  std::string cases;
  for (const Command& command : commands) {
    for (const CommandOption& option : command.options) {
      if (!option.takes_value) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names)
        patterns.push_back(single_quoted(command.name + " " + name));
      cases +=
          "    " + joined(patterns, "|") + ") words=" + single_quoted(joined(option.choices, " ")) + " ;;\n";
    }
  }
  return cases;
}

std::string cases_of_words(const std::vector<Command>& commands) {
  std::string cases;
  for (const Command& command : commands) {
    std::vector<std::string> names;
    for (const CommandOption& option : command.options)
      names.insert(names.end(), option.names.begin(), option.names.end());
    cases += "      " + single_quoted(command.name) + ") options=" + single_quoted(joined(names, " ")) +
             " words=" + single_quoted(joined(command.words, " ")) + " ;;\n";
  }
  return cases;
}

}  // namespace

std::string function_name(std::string_view program) {
  std::string name = "_";
  for (const char c : program) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

// bash splits words at '=', so that a value may stand behind "--format", "=".
std::string bash_completion(std::string_view program, const std::vector<Command>& commands) {
  const std::string function = function_name(program), name(program);
  return "# Completion of " + name + " for bash: source <(" + name + " completion bash)\n" + function +
         "() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= options= "
         "i\n"
         "  COMPREPLY=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in\n"
         "      " +
         joined(commands.front().words, "|") +
         ") command=${COMP_WORDS[i]}; break ;;\n"
         "    esac\n"
         "  done\n"
         "  if [[ $word == = ]]; then word=\n"
         "  elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  case \"$command $before\" in\n" +
         cases_of_values(commands) +
         "    *)\n"
         "    case $command in\n" +
         cases_of_words(commands) +
         "    esac\n"
         "    [[ $word == -* ]] && words=$options ;;\n"
         "  esac\n"
         "  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
         "}\n"
         "complete -o default -F " +
         function + " " + name + "\n";
}

}  // namespace ordeal::cli
