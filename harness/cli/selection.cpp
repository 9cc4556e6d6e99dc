#include "harness/cli/selection.hpp"

#include <CLI/CLI.hpp>

namespace ordeal::cli {

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& what) {
  return command.add_option(name, values, what)->allow_extra_args(false);
}

expressions::TagExpression tags_of(const std::string& text, const std::string& option) {
  auto tags = expressions::TagExpression::parse(text);
  if (!tags) throw CLI::ValidationError(option, tags.error().message);
  return std::move(*tags);
}

void add_selection(CLI::App& command, const Suite& suite, SelectionArguments& arguments) {
  command.add_option("paths", arguments.paths, "Feature files, folders, file:line, or @FILE with such names")
      ->capture_default_str();
  if (!suite.arms.empty()) {
    arguments.arm = suite.arms.front();
    command.add_option("--on", arguments.arm, "Where the scenarios run")
        ->check(CLI::IsMember(suite.arms))
        ->capture_default_str();
  }
  command.add_option("--tags", arguments.tags, "Only scenarios for which this holds: '@GPU-01 or @GPU-02'");
  add_list(command, "--name", arguments.names, "Only scenarios whose name contains this (repeatable)");
  add_list(command, "--id", arguments.ids, "Only scenarios of this catalogue id, GPU-02 (repeatable)");
}

run::Selection selection_of(const SelectionArguments& arguments, const Suite& suite) {
  return {.tags = tags_of(arguments.tags, "--tags"),
          .names = arguments.names,
          .ids = arguments.ids,
          .arm = arguments.arm,
          .arms = suite.arms};
}

}  // namespace ordeal::cli
