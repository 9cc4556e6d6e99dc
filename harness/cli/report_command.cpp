#include "harness/cli/report_command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "harness/cli/late_report.hpp"
#include "harness/cli/output_options.hpp"

namespace ordeal::cli {
namespace {

struct ReportArguments {
  std::vector<std::filesystem::path> files;
  OutputArguments output;
};

int report(const Suite& suite, const ReportArguments& arguments) {
  auto reports = reports::make_reports(formats_of(arguments.output),
                                       report_options(arguments.output, {.rerun = suite.name + " run"}));
  if (!reports) throw CLI::ValidationError("--format", reports.error());
  return report_late(suite.name + " report", arguments.files, **reports);
}

}  // namespace

void add_report_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = app.add_subcommand("report", "Make any report from the messages of runs that are over");
  command
      ->add_option("files", arguments->files,
                   "What `run --format messages:FILE` wrote, FILE.PID.partial of a killed run, too; several "
                   "are put together")
      ->required();
  add_output_options(*command, arguments->output);
  command->footer(
      "Examples:\n"
      "  ordeal report run.ndjson --format html:report.html --format junit:junit.xml\n"
      "  ordeal report shard-*.ndjson            the shards of a run in one report; a missing one is named\n"
      "  ordeal report run.ndjson.4711.partial   of a killed run: what is missing is told as not finished\n"
      "Exit codes: 2 usage, or a file that cannot be read; 0 the run passed; of a run that did not, or "
      "whose\n"
      "messages end before it does, or of which a shard is missing: 3 invalid, 4 not healed, else 1");
  command->callback([&suite, arguments, &exit_code] { exit_code = report(suite, *arguments); });
}

}  // namespace ordeal::cli
