#include "harness/cli/run_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

#include "harness/process/probe.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/run.hpp"
#include "reports/make_report.hpp"

namespace ordeal::cli {
namespace {

struct RunArguments {
  std::vector<std::string> paths{"features"};
  std::string arm;
  std::string tags;
  std::vector<std::string> names;
  std::string order = "defined";
  std::optional<std::uint64_t> seed;
  int at_once = 0;  // 0: by the number of cores
  double scenario_limit = 60;
  std::string evidence = "ordeal-report/evidence";
  bool keep = false;
  std::vector<std::string> formats;
};

int default_parallel(const Suite& suite, const std::string& arm) {
  const auto cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return suite.parallel ? suite.parallel(arm, cores) : cores;
}

std::uint64_t random_seed() {
  return std::random_device{}() % 1'000'000;
}

int usage_error(const std::string& what) {
  std::cerr << "ordeal run: " << what << "\n";
  return run::exit_code::kUsage;
}

std::optional<run::Order> order_named(const std::string& name) {
  if (name == "defined") return run::Order::defined;
  if (name == "reverse") return run::Order::reverse;
  if (name == "random") return run::Order::random;
  return std::nullopt;
}

// Whether a report for people goes to the terminal: it has what a run could not begin with.
bool shows_problems(const std::vector<std::string>& formats) {
  return std::ranges::any_of(formats, [](const auto& f) { return f == "pretty" || f == "progress"; });
}

int run_features(const Suite& suite, const RunArguments& arguments) {
  auto tags = expressions::TagExpression::parse(arguments.tags);
  if (!tags) return usage_error("--tags: " + tags.error().message);
  const auto formats = arguments.formats.empty() ? std::vector<std::string>{"pretty"} : arguments.formats;
  auto report = reports::make_reports(formats);
  if (!report) return usage_error("--format: " + report.error());
  const std::uint64_t seed = arguments.seed.value_or(arguments.order == "random" ? random_seed() : 1);
  const process::Probe probe = process::probe();
  run::Options options{
      .paths = arguments.paths,
      .selection = {.tags = std::move(*tags), .names = arguments.names, .arm = arguments.arm},
      .order = *order_named(arguments.order),
      .seed = seed,
      .at_once = arguments.at_once > 0 ? arguments.at_once : default_parallel(suite, arguments.arm),
      .scenario_limit = std::chrono::milliseconds(static_cast<long>(arguments.scenario_limit * 1000)),
      .evidence = arguments.evidence,
      .keep = arguments.keep,
      .way = probe.way,
      .rerun = run::shell_word(std::filesystem::read_symlink("/proc/self/exe")) + " run" +
               (arguments.arm.empty() ? "" : " --on " + arguments.arm) + " --seed " + std::to_string(seed)};
  const Registry registry = Registry::of_program();
  auto tally = run::run(options, registry, suite.make_subject, **report);
  const auto written = (*report)->finish();
  if (!tally) {
    if (!shows_problems(formats)) {
      for (const std::string& reason : tally.error().reasons) std::cerr << reason << "\n";
    }
    return run::exit_code::kUsage;
  }
  if (!written) return usage_error("a report could not be written: " + written.error());
  if (arguments.order == "random")
    std::cerr << "order: random, seed " << seed << " (--seed " << seed << ")\n";
  return tally->exit_code();
}

}  // namespace

void add_run_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Run features and judge each scenario");
  command
      ->add_option("paths", arguments->paths, "Feature files, folders, file:line, or @FILE with such names")
      ->capture_default_str();
  if (!suite.arms.empty()) {
    arguments->arm = suite.arms.front();
    command->add_option("--on", arguments->arm, "Where the scenarios run")
        ->check(CLI::IsMember(suite.arms))
        ->capture_default_str();
  }
  command->add_option("--tags", arguments->tags, "Only scenarios for which this holds: '@GPU-01 or @GPU-02'");
  // A list without allow_extra_args(false) swallows the paths that stand after it.
  command->add_option("--name", arguments->names, "Only scenarios whose name contains this (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--order", arguments->order, "defined, reverse or random")
      ->check(CLI::IsMember({"defined", "reverse", "random"}))
      ->capture_default_str();
  command->add_option("--seed", arguments->seed,
                      "Of the order and of every scenario's randomness [1; random for --order random]");
  command
      ->add_option("--parallel", arguments->at_once, "Scenarios at the same time; 0: by the number of cores")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command
      ->add_option("--scenario-limit", arguments->scenario_limit, "Seconds after which a scenario is ended")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  command->add_option("--evidence", arguments->evidence, "Folder for what failed scenarios leave")
      ->capture_default_str();
  command->add_flag("--keep", arguments->keep, "Keep what passed scenarios leave, too");
  command
      ->add_option(
          "--format", arguments->formats,
          "Report (repeatable): KIND to standard output, or KIND:FILE\n" + reports::kinds_of_reports())
      ->allow_extra_args(false);
  command->footer(
      "Examples:\n"
      "  ordeal run                                    all features on cpu\n"
      "  ordeal run --on sim --tags '@GPU-02'          the scenarios with this tag, in virtual time\n"
      "  ordeal run features/gpu/memory.feature:25     the scenario at that line\n"
      "  ordeal run --format pretty --format html:report.html --format junit:junit.xml\n"
      "  ordeal run --format rerun:again.txt || ordeal run @again.txt     what did not pass, once more\n"
      "A scenario that did not pass leaves a folder under --evidence: logs, firings.txt, rerun.sh.\n"
      "Exit codes, the gravest first: 130 Ctrl-C; 2 usage, a feature that does not parse, or nothing "
      "selected;\n"
      "3 invalid (a fault never landed, or a canary was not seen); 4 not healed (something was left over);\n"
      "1 failed, undefined, pending or ambiguous; 0 passed");
  command->callback([&suite, arguments, &exit_code] { exit_code = run_features(suite, *arguments); });
}

}  // namespace ordeal::cli
