#include "harness/cli/inquiries.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "harness/cli/options_file.hpp"
#include "harness/process/probe.hpp"

namespace ordeal::cli {

void add_doctor_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("doctor", "Say how this machine encloses scenarios, and what is missing");
  command->callback([] {
    std::cout << process::describe(process::probe()) << "\n";
    const auto options = find_options_file(std::filesystem::current_path());
    std::cout << "options: " << (options ? options->string() : "no ordeal.toml here or above") << "\n";
  });
}

}  // namespace ordeal::cli
