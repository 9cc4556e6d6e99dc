#include "harness/cli/suite.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "harness/cli/completion_command.hpp"
#include "harness/cli/faults_command.hpp"
#include "harness/cli/inquiries.hpp"
#include "harness/cli/lint_command.hpp"
#include "harness/cli/list_command.hpp"
#include "harness/cli/merge_command.hpp"
#include "harness/cli/new_command.hpp"
#include "harness/cli/options_file.hpp"
#include "harness/cli/parse_command.hpp"
#include "harness/cli/report_command.hpp"
#include "harness/cli/run_command.hpp"
#include "harness/cli/steps_command.hpp"
#include "harness/run/run.hpp"
#include "harness/text/replaced.hpp"

namespace ordeal::cli {
namespace {

// The examples in help texts are written for `ordeal`; a suite has the same commands under its own name.
void name_examples_after(const Suite& suite, CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
    command->footer(replaced(command->get_footer(), "ordeal", suite.name));
}

}  // namespace

int main_of(const Suite& suite, int argc, char** argv) {
  CLI::App app{suite.description, suite.name};
  app.require_subcommand(1);
  app.footer(suite.examples);
  app.set_version_flag("--version", ORDEAL_VERSION);
  int exit_code = 0;
  add_run_command(app, suite, exit_code);
  add_report_command(app, suite, exit_code);
  add_merge_command(app, suite, exit_code);
  add_parse_command(app, exit_code);
  add_steps_command(app, exit_code);
  add_faults_command(app, suite, exit_code);
  add_list_command(app, suite, exit_code);
  add_lint_command(app, suite, exit_code);
  add_new_command(app, exit_code);
  add_doctor_command(app);
  add_completion_command(app);
  add_options_file(app);
  name_examples_after(suite, app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : run::exit_code::kUsage;
  } catch (const std::exception& error) {
    std::cerr << suite.name << ": " << error.what() << "\n";
    return run::exit_code::kFailed;
  }
  return exit_code;
}

}  // namespace ordeal::cli
