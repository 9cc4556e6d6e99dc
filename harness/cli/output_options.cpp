#include "harness/cli/output_options.hpp"

#include <CLI/CLI.hpp>

#include "harness/cli/selection.hpp"

namespace ordeal::cli {

void add_output_options(CLI::App& command, OutputArguments& arguments) {
  add_list(command, "--format", arguments.formats,
           "Report (repeatable): KIND to standard output, or KIND:FILE\n" + reports::kinds_of_reports());
  command
      .add_option("--color", arguments.colour,
                  "always (in files, too), never, or auto: on a terminal; NO_COLOR, FORCE_COLOR and "
                  "CLICOLOR_FORCE hold")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  command.add_option(
      "--attachments", arguments.attachments,
      "Folder for pictures and other bytes that the HTML report then links to; otherwise they are in it");
}

std::vector<std::string> formats_of(const OutputArguments& arguments) {
  return arguments.formats.empty() ? std::vector<std::string>{"pretty"} : arguments.formats;
}

reports::ReportOptions report_options(const OutputArguments& arguments, reports::RunFacts facts) {
  return {.facts = std::move(facts),
          .colour = arguments.colour == "always"  ? reports::Colour::always
                    : arguments.colour == "never" ? reports::Colour::never
                                                  : reports::Colour::automatic,
          .attachments = arguments.attachments};
}

}  // namespace ordeal::cli
