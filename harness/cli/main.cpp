// ordeal: runs features against the pipeline, and judges.
#include <CLI/CLI.hpp>
#include <iostream>

#include "harness/cli/inquiries.hpp"
#include "harness/cli/parse_command.hpp"
#include "harness/cli/run_command.hpp"
#include "harness/run/run.hpp"

int main(int argc, char** argv) {
  CLI::App app{
      "BDD-style resilience tests: a fault is a scenario, it really happens, the run proves what followed."};
  app.require_subcommand(1);
  app.footer(
      "Examples, from the project's root:\n"
      "  ordeal run --on sim            every feature in virtual time, about a second\n"
      "  ordeal run                     every feature with real processes, on a simulated GPU\n"
      "  ordeal steps memory            the steps that speak of memory\n"
      "  ordeal run --help              selection, reports, exit codes\n"
      "How to write a scenario: README.md. How to add a fault or a step: CONTRIBUTING.md.");
  app.set_version_flag("--version", ORDEAL_VERSION);
  int exit_code = 0;
  ordeal::cli::add_run_command(app, exit_code);
  ordeal::cli::add_parse_command(app, exit_code);
  ordeal::cli::add_steps_command(app);
  ordeal::cli::add_doctor_command(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : ordeal::run::exit_code::kUsage;
  } catch (const std::exception& error) {
    std::cerr << "ordeal: " << error.what() << "\n";
    return ordeal::run::exit_code::kFailed;
  }
  return exit_code;
}
