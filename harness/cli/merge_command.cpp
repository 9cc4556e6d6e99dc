#include "harness/cli/merge_command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "harness/cli/late_report.hpp"
#include "reports/make_report.hpp"

namespace ordeal::cli {
namespace {

struct MergeArguments {
  std::vector<std::filesystem::path> files;
  std::string into;
};

int merge(const Suite& suite, const MergeArguments& arguments) {
  auto output = reports::make_report("messages" + (arguments.into.empty() ? "" : ":" + arguments.into));
  if (!output) throw CLI::ValidationError("--output", output.error());
  return report_late(suite.name + " merge", arguments.files, **output);
}

}  // namespace

void add_merge_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<MergeArguments>();
  CLI::App* command =
      app.add_subcommand("merge", "Put the messages of a run's shards, or of several runs, together");
  command->add_option("files", arguments->files, "What `run --format messages:FILE` wrote")->required();
  command->add_option("-o,--output", arguments->into, "File for the merged messages [standard output]");
  command->footer(
      "Examples:\n"
      "  ordeal run --shard 2/3 --format messages:shard-2.ndjson    on each of three machines\n"
      "  ordeal merge shard-*.ndjson -o run.ndjson                  says which shard is missing\n"
      "Shards know each other by the number of their pipeline (GitHub, GitLab, Jenkins) and by what is "
      "selected;\n"
      "ORDEAL_RUN_ID replaces both.\n"
      "Exit codes: as `ordeal report`");
  command->callback([&suite, arguments, &exit_code] { exit_code = merge(suite, *arguments); });
}

}  // namespace ordeal::cli
