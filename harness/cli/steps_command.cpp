#include "harness/cli/steps_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/cli/plugin.hpp"
#include "harness/cli/selection.hpp"
#include "harness/cli/step_list.hpp"
#include "harness/cli/step_list_formats.hpp"

namespace ordeal::cli {
namespace {

constexpr int kFound = 0, kNothing = 1, kCannotBeRead = 2;

struct StepsArguments {
  std::string search;
  std::vector<std::string> examples;
  std::string format = "text";
  bool parameters = false;
};

// Features for examples. One that does not parse gives none, and is not what was asked for here.
run::Features example_features(StepsArguments arguments) {
  if (arguments.examples.empty() && std::filesystem::is_directory("features"))
    arguments.examples = {"features"};
  return run::read_features(arguments.examples, {}, run::kKeepAll);
}

template <class Listed>
void write(const std::string& format, const std::vector<Listed>& listed) {
  if (format == "json") return write_json(std::cout, listed);
  if (format == "markdown") return write_markdown(std::cout, listed);
  write_text(std::cout, listed, Paint(reports::terminal_of(STDOUT_FILENO).colour));
}

int nothing_found(const StepsArguments& arguments, const char* what) {
  std::cerr << "ordeal steps: " << (arguments.search.empty() ? "there are no " : "no ") << what;
  if (!arguments.search.empty()) std::cerr << " with '" << arguments.search << "'";
  std::cerr << "\n";
  return kNothing;
}

int steps(const StepsArguments& arguments) {
  const Registry registry = Registry::of_program();
  if (arguments.parameters && arguments.format != "html") {
    const auto parameters = list_parameters(registry, arguments.search);
    write(arguments.format, parameters);
    return parameters.empty() ? nothing_found(arguments, "parameter types") : kFound;
  }
  const run::Features features = example_features(arguments);
  for (const std::string& problem : features.unreadable) std::cerr << "ordeal steps: " << problem << "\n";
  if (!features.unreadable.empty()) return kCannotBeRead;
  const auto uses = lint::step_uses(features, registry);
  const auto found = list_steps(registry, uses, arguments.search);
  if (arguments.format == "html") {
    write_html(std::cout, found, list_parameters(registry, ""));
  } else {
    write(arguments.format, found);
  }
  return found.empty() ? nothing_found(arguments, "steps") : kFound;
}

}  // namespace

void add_steps_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<StepsArguments>();
  CLI::App* command = app.add_subcommand("steps", "List the steps that features can use");
  add_load_option(*command);
  command->add_option("search", arguments->search,
                      "Only those with this text in their wording or description, in capitals or not");
  add_list(*command, "--examples", arguments->examples,
           "Features in which to look for up to 3 uses of each step (repeatable) [features]");
  command->add_flag("--parameters", arguments->parameters,
                    "List the parameter types instead: {int}, {duration} …");
  command
      ->add_option("--format", arguments->format,
                   "text, markdown, html (one page with a search field) or json")
      ->check(CLI::IsMember({"text", "markdown", "html", "json"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  ordeal steps memory                     the steps that speak of memory\n"
      "  ordeal steps --parameters               what {duration} or {bytes} stands for\n"
      "  ordeal steps --format html > steps.html\n"
      "Exit codes: 2 usage, or features that cannot be read; 1 nothing found; 0 found");
  command->callback([arguments, &exit_code] { exit_code = steps(*arguments); });
}

}  // namespace ordeal::cli
