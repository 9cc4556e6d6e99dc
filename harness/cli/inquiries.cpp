#include "harness/cli/inquiries.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "harness/process/probe.hpp"

namespace ordeal::cli {

void add_doctor_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("doctor", "Say how this machine encloses scenarios, and what is missing");
  command->callback([] { std::cout << process::describe(process::probe()) << "\n"; });
}

}  // namespace ordeal::cli
