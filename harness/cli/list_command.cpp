#include "harness/cli/list_command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/cli/ctest_lines.hpp"
#include "harness/cli/plugin.hpp"
#include "harness/cli/scenario_list.hpp"
#include "harness/cli/selection.hpp"

namespace ordeal::cli {
namespace {

constexpr int kListed = 0, kNothing = 1, kUsage = 2;

struct ListArguments {
  SelectionArguments selection;
  std::string format = "text";
  bool ctest = false;
  std::string prefix;
  int timeout = CtestOptions().timeout;
  std::vector<std::string> run_arguments;
};

int complain(const std::string& what, int code) {
  std::cerr << "ordeal list: " << what << "\n";
  return code;
}

CtestOptions ctest_options(const ListArguments& arguments) {
  CtestOptions options{.command = {std::filesystem::read_symlink("/proc/self/exe"), "run"},
                       .prefix = arguments.prefix,
                       .working_directory = std::filesystem::current_path(),
                       .timeout = arguments.timeout};
  const std::string& arm = arguments.selection.arm;
  if (!arm.empty()) options.command.insert(options.command.end(), {"--on", arm});
  options.command.insert(options.command.end(), arguments.run_arguments.begin(),
                         arguments.run_arguments.end());
  options.command.insert(options.command.end(), {"--skip-code", std::to_string(options.skip_code)});
  return options;
}

int list(const Suite& suite, const ListArguments& arguments) {
  const run::Selection selection = selection_of(arguments.selection, suite);
  const run::Features features = run::read_features(arguments.selection.paths);
  for (const auto& problem : features.unreadable) complain(problem, kUsage);
  for (const auto& problem : features.unparsable) complain(problem.text(), kUsage);
  if (!features.unreadable.empty() || !features.unparsable.empty()) return kUsage;
  const run::Plan plan = run::make_plan(features, selection);
  if (plan.scenarios.empty()) return complain("no scenario is selected", kNothing);
  const auto scenarios = list_scenarios(plan);
  if (arguments.ctest) {
    write_ctest_lines(std::cout, scenarios, ctest_options(arguments));
  } else if (arguments.format == "json") {
    write_json(std::cout, scenarios);
  } else {
    write_text(std::cout, scenarios);
  }
  return kListed;
}

}  // namespace

void add_list_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command = app.add_subcommand("list", "List the scenarios that a run would take");
  add_load_option(*command);
  add_selection(*command, suite, arguments->selection);
  auto* format =
      command->add_option("--format", arguments->format, "text: place, name, tags; json: one array")
          ->check(CLI::IsMember({"text", "json"}))
          ->capture_default_str();
  auto* ctest = command
                    ->add_flag("--ctest", arguments->ctest,
                               "Print them as tests for CTest; ordeal_discover_scenarios() of CMake uses it")
                    ->excludes(format);
  command->add_option("--prefix", arguments->prefix, "With --ctest: before every test's name")->needs(ctest);
  command->add_option("--timeout", arguments->timeout, "With --ctest: seconds after which CTest ends a test")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str()
      ->needs(ctest);
  add_list(*command, "--run-argument", arguments->run_arguments,
           "With --ctest: for the run of each scenario (repeatable): --run-argument=--seed=7")
      ->needs(ctest);
  command->footer(
      "Examples:\n"
      "  ordeal list --tags '@gpu and not @slow'\n"
      "  ordeal list --format json features/gpu\n"
      "Exit codes: 2 usage, or a feature that cannot be read or does not parse; 1 nothing is selected; 0 "
      "listed");
  command->callback([&suite, arguments, &exit_code] { exit_code = list(suite, *arguments); });
}

}  // namespace ordeal::cli
