#include "harness/cli/inquiries.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "harness/cli/plugin.hpp"
#include "harness/definitions/registry.hpp"
#include "harness/process/probe.hpp"

namespace ordeal::cli {

void add_steps_command(CLI::App& app) {
  auto part = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("steps", "List the steps that features can use");
  add_load_option(*command);
  command->add_option("search", *part, "Only those that contain this text");
  command->callback([part] {
    const Registry registry = Registry::of_program();
    for (const StepDefinition& step : registry.steps()) {
      const std::string& wording = step.expression.source();
      if (wording.find(*part) == std::string::npos && step.description.find(*part) == std::string::npos)
        continue;
      std::cout << step.keyword << " " << wording << "\n    " << step.where.text() << "\n";
      if (!step.description.empty()) std::cout << "    " << step.description << "\n";
    }
  });
}

void add_doctor_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("doctor", "Say how this machine encloses scenarios, and what is missing");
  command->callback([] { std::cout << process::describe(process::probe()) << "\n"; });
}

}  // namespace ordeal::cli
