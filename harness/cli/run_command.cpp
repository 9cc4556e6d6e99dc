#include "harness/cli/run_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

#include "harness/cli/options_file.hpp"
#include "harness/cli/output_options.hpp"
#include "harness/cli/plugin.hpp"
#include "harness/cli/selection.hpp"
#include "harness/cli/watchdog.hpp"
#include "harness/process/machine.hpp"
#include "harness/process/probe.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/repetition.hpp"
#include "harness/run/run.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/shell_word.hpp"
#include "reports/make_report.hpp"

namespace ordeal::cli {
namespace {

struct RunArguments {
  SelectionArguments selection;
  std::string clock;
  std::string order = "defined";
  std::optional<std::uint64_t> seed;
  std::string isolate = "scenario";
  int at_once = 0;  // 0: by the number of cores
  std::string scenario_limit = "60 s", step_limit = "0", budget = "0";
  std::string shard;
  std::vector<std::string> durations;
  int repetitions = 1;
  int retries = 0;
  std::string retry_tags;
  std::string flaky = "pass";
  bool go_on = false, fail_fast = false, dry_run = false, strict = true, no_canaries = false,
       allow_empty = false;
  std::string evidence = "ordeal-report/evidence";
  bool keep = false;
  OutputArguments output;
  std::optional<int> skip_code;
  std::string options_file;  // which one, as a shell reads it
};

// What the command line says, or what is wrong with it.
template <class T>
T value_or_throw(boost::system::result<T, std::string> read, const std::string& option) {
  if (!read) throw CLI::ValidationError(option, read.error());
  return std::move(*read);
}

std::chrono::milliseconds duration_of(const std::string& text, const std::string& option) {
  return value_or_throw(parse_duration(text), option);
}

int default_parallel(const Suite& suite, const std::string& arm) {
  const auto cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return suite.parallel ? suite.parallel(arm, cores) : cores;
}

std::uint64_t random_seed() {
  return std::random_device{}() % 1'000'000;
}

run::Order order_named(const std::string& name) {
  return name == "reverse"  ? run::Order::reverse
         : name == "random" ? run::Order::random
                            : run::Order::defined;
}

run::Isolation isolation_of(const Suite& suite, const RunArguments& arguments) {
  if (arguments.isolate == "scenario") return run::Isolation::scenario;
  if (suite.needs_enclosure && suite.needs_enclosure(arguments.selection.arm)) {
    throw CLI::ValidationError("--isolate", "on " + arguments.selection.arm +
                                                " each scenario needs an enclosure of its " +
                                                "own: leave it out, or use --isolate scenario");
  }
  if (arguments.isolate == "worker") return run::Isolation::worker;
  if (arguments.at_once > 1) {
    throw CLI::ValidationError("--parallel",
                               "with --isolate none scenarios run one at a time, in one process");
  }
  return run::Isolation::none;
}

run::Durations durations_of(const RunArguments& arguments) {
  run::Durations all;
  for (const std::string& file : arguments.durations) {
    for (const auto& [place, took] : value_or_throw(run::read_durations(file), "--durations"))
      all[place] = took;
  }
  return all;
}

std::string rerun_command(const Suite& suite, const RunArguments& arguments, const std::string& arm,
                          const std::string& clock) {
  std::string command = shell_word(std::filesystem::read_symlink("/proc/self/exe").string()) + " run";
  if (!suite.arms.empty()) command += " --on " + arm;
  if (!clock.empty()) command += " --clock " + clock;
  for (const auto& plugin : loaded_plugins()) command += " --load " + shell_word(plugin.string());
  return command + arguments.options_file;
}

int at_once(const Suite& suite, const RunArguments& arguments) {
  const int wanted =
      arguments.at_once > 0 ? arguments.at_once : default_parallel(suite, arguments.selection.arm);
  const int affordable = process::affordable(wanted);
  if (affordable < wanted) {
    std::cerr << "scenarios at the same time: " << affordable << " instead of " << wanted
              << ", since more would need more descriptors than this process may open (ulimit -n)\n";
  }
  return affordable;
}

run::Options options_of(const Suite& suite, const RunArguments& arguments) {
  const std::uint64_t seed = arguments.seed.value_or(arguments.order == "random" ? random_seed() : 1);
  run::Options options{.paths = run::with_lists_read(arguments.selection.paths),
                       .selection = selection_of(arguments.selection, suite),
                       .step_arms = suite.step_arms,
                       .canaries = {.features = suite.canaries,
                                    .arm = suite.canary_arm,
                                    .rerun = rerun_command(suite, arguments, suite.canary_arm, {}),
                                    .left_out = arguments.no_canaries},
                       .order = order_named(arguments.order),
                       .seed = seed,
                       .durations = durations_of(arguments),
                       .isolation = isolation_of(suite, arguments),
                       .scenario_limit = duration_of(arguments.scenario_limit, "--scenario-limit"),
                       .step_limit = duration_of(arguments.step_limit, "--step-limit"),
                       .budget = duration_of(arguments.budget, "--budget"),
                       .repetitions = static_cast<std::uint32_t>(arguments.repetitions),
                       .retries = arguments.retries,
                       .retry_tags = tags_of(arguments.retry_tags, "--retry-tags"),
                       .flaky_fails = arguments.flaky == "fail",
                       .go_on = arguments.go_on,
                       .fail_fast = arguments.fail_fast,
                       .strict = arguments.strict,
                       .allow_empty = arguments.allow_empty,
                       .dry_run = arguments.dry_run,
                       .evidence = arguments.evidence,
                       .keep = arguments.keep,
                       .visible = suite.visible ? suite.visible(arguments.selection.arm)
                                                : std::vector<std::filesystem::path>{},
                       .world = suite.world,
                       .rerun = rerun_command(suite, arguments, arguments.selection.arm, arguments.clock)};
  options.settings = {.arm = arguments.selection.arm,
                      .clock = arguments.clock,
                      .seed = seed,
                      .repetitions = options.repetitions,
                      .rerun = options.rerun + " --seed " + std::to_string(seed)};
  if (!arguments.shard.empty()) options.shard = value_or_throw(run::parse_shard(arguments.shard), "--shard");
  if (options.scenario_limit.count() == 0) {
    throw CLI::ValidationError("--scenario-limit", "a scenario needs a limit above 0, so that the run ends");
  }
  if (options.isolation != run::Isolation::none) {
    options.at_once = at_once(suite, arguments);
    options.way = process::probe().way;
  }
  return options;
}

constexpr std::chrono::seconds kReportLimit{60};  // for a report that must be written

// Whether a report for people goes to the terminal: it has what a run could not begin with.
bool shows_problems(const std::vector<std::string>& formats) {
  return std::ranges::any_of(formats, [](const auto& f) { return f == "pretty" || f == "progress"; });
}

int usage_error(const std::string& what) {
  std::cerr << "ordeal run: " << what << "\n";
  return run::exit_code::kUsage;
}

reports::RunFacts facts_of(const run::Options& options) {
  return {.evidence = [root = std::filesystem::absolute(options.evidence)](const auto& uri, auto line,
                                                                           const auto& name) {
    return run::evidence_folder(root, uri, line, name).string();
  }};
}

int run_features(const Suite& suite, const RunArguments& arguments) {
  if (!arguments.clock.empty()) ::setenv("ORDEAL_CLOCK", arguments.clock.c_str(), 1);
  run::Options options = options_of(suite, arguments);
  const std::string refused =
      suite.refuses && !options.dry_run ? suite.refuses(arguments.selection.arm) : std::string();
  if (!refused.empty()) {
    std::cerr << "ordeal run: no scenario of the arm " << arguments.selection.arm
              << " can run on this machine: " << refused << "; those selected are shown as skipped\n";
    options.dry_run = true;
  }
  const auto formats = formats_of(arguments.output);
  auto report = reports::make_reports(formats, report_options(arguments.output, facts_of(options)));
  if (!report) return usage_error("--format: " + report.error());
  if (options.order == run::Order::random) {  // said first: whatever ends this run, it can be run again
    std::cerr << "order: random, seed " << options.seed << " (--seed " << options.seed << ")\n";
  }
  const Registry registry = Registry::of_program();
  Watchdog watched(**report, kReportLimit);
  auto tally = run::run(options, registry, suite.make_subject, watched);
  const auto written = watched.finish();
  if (!tally) {
    if (!shows_problems(formats)) {
      for (const std::string& reason : tally.error().reasons) std::cerr << reason << "\n";
    }
    return run::exit_code::kUsage;
  }
  if (!written) return usage_error("a report could not be written: " + written.error());
  if (!refused.empty()) return run::exit_code::kInvalid;
  const bool all_skipped =
      tally->skipped > 0 && tally->passed - tally->canaries + tally->flaky + tally->unwritten == 0;
  const int code = tally->exit_code();
  return code == run::exit_code::kPassed && all_skipped ? arguments.skip_code.value_or(code) : code;
}

void add_order(CLI::App& command, RunArguments& arguments) {
  command.add_option("--order", arguments.order, "defined, reverse or random")
      ->check(CLI::IsMember({"defined", "reverse", "random"}))
      ->capture_default_str();
  command.add_option("--seed", arguments.seed,
                     "Of the order and of every scenario's randomness [1; random for --order random]");
  command.add_option("--shard", arguments.shard, "Only this part, 3/10, of what is selected");
  add_list(command, "--durations", arguments.durations,
           "Recorded by --format durations:FILE: shards take equally long (repeatable)");
}

void add_execution(CLI::App& command, RunArguments& arguments) {
  command
      .add_option(
          "--isolate", arguments.isolate,
          "scenario: a process and enclosure for each; worker: a few processes, each runs many; none: all "
          "in one process, the fastest, where a crash or a limit ends the run")
      ->check(CLI::IsMember({"scenario", "worker", "none"}))
      ->capture_default_str();
  command
      .add_option("--parallel", arguments.at_once, "Scenarios at the same time; 0: by the number of cores")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command.add_option("--scenario-limit", arguments.scenario_limit, "After this long a scenario is ended")
      ->capture_default_str();
  command.add_option("--step-limit", arguments.step_limit, "The same for each step; 0: only the scenario's")
      ->capture_default_str();
  command.add_option("--budget", arguments.budget, "After this long the run ends, 25m; 0: when it is done")
      ->capture_default_str();
  command
      .add_option("--repeat", arguments.repetitions,
                  "Run each scenario that often, whatever comes of it, each time with a seed of its own")
      ->check(CLI::Range(1, run::kMostRepetitions))
      ->capture_default_str();
  command.add_option("--retry", arguments.retries, "Attempts more for a scenario that failed")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command.add_option("--retry-tags", arguments.retry_tags, "Only scenarios for which this holds are retried");
  command
      .add_option("--flaky", arguments.flaky, "Whether a scenario that passed at a retry may pass the run")
      ->check(CLI::IsMember({"pass", "fail"}))
      ->capture_default_str();
  command.add_flag("--continue", arguments.go_on,
                   "Run the steps behind one that failed, too; not behind one that is not written yet");
  command.add_flag("--fail-fast", arguments.fail_fast,
                   "Start nothing more after the first that did not pass");
  command.add_flag("--dry-run", arguments.dry_run, "Run no step: only say which are undefined or ambiguous");
  command.add_option("--skip-code", arguments.skip_code, "Exit code when all scenarios were skipped [0]")
      ->check(CLI::Range(0, 255));
  command.add_flag("--allow-empty", arguments.allow_empty,
                   "A shard, list or selection without a scenario passes instead of being an error");
  command.add_flag("--strict,!--no-strict", arguments.strict,
                   "Undefined and pending steps fail the run [on]");
}

void add_clock(CLI::App& command, const Suite& suite, RunArguments& arguments) {
  if (suite.clocks.empty()) return;
  arguments.clock = suite.clocks.front();
  command
      .add_option("--clock", arguments.clock,
                  "How time passes where programs are real (docs/design-notes.md)")
      ->check(CLI::IsMember(suite.clocks))
      ->envname("ORDEAL_CLOCK")
      ->capture_default_str();
}

void add_output(CLI::App& command, RunArguments& arguments) {
  command.add_option("--evidence", arguments.evidence, "Folder for what failed scenarios leave")
      ->capture_default_str();
  command.add_flag("--keep", arguments.keep, "Keep what passed scenarios leave, too");
  add_output_options(command, arguments.output);
}

constexpr const char* kFooter =
    "Examples:\n"
    "  ordeal run                                    all features\n"
    "  ordeal run --tags '@GPU-02 and not @slow'     the scenarios for which that holds\n"
    "  ordeal run features/gpu/memory.feature:25     the scenario at that line\n"
    "  ordeal run --format pretty --format html:report.html --format junit:junit.xml\n"
    "  ordeal run --format rerun:again.txt || ordeal run @again.txt     what did not pass, once more\n"
    "  ordeal run a.feature:7 --repeat 100 --fail-fast                  until it fails, at most 100 times\n"
    "  ordeal run --shard 3/10 --durations durations.tsv --budget 25m   one of ten machines in CI\n"
    "Options may also stand in ordeal.toml, below [run] or [profile.NAME.run]: budget = \"25m\".\n"
    "Durations: 90, 1.5 s, 250ms, 25m, 1h30m; without a unit, seconds.\n"
    "Tags that steer: @exclusive (alone), @exclusive(gpu0) (no other that names gpu0), @serial (no other\n"
    "@serial), @limit(5m) (instead of --scenario-limit), @memory(2GB) (that its processes may hold).\n"
    "A scenario that did not pass leaves a folder under --evidence: logs, output.txt, rerun.sh.\n"
    "Exit codes, the gravest first: 130 Ctrl-C; 2 usage, a feature that does not parse, or nothing "
    "selected;\n"
    "3 invalid (a fault never landed, a canary was not seen, or the machine lacks something); 4 not healed\n"
    "(something was left over);\n"
    "1 failed, undefined, pending or ambiguous; 124 the budget was spent; 0 passed";

}  // namespace

void add_run_command(CLI::App& app, const Suite& suite, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Run features and judge each scenario");
  add_load_option(*command);
  add_selection(*command, suite, arguments->selection);
  add_order(*command, *arguments);
  add_execution(*command, *arguments);
  add_clock(*command, suite, *arguments);
  if (!suite.canaries.empty()) {
    command->add_flag("--no-canaries", arguments->no_canaries,
                      "Without those that show that the run sees what is wrong; every report says so");
  }
  add_output(*command, *arguments);
  command->footer(kFooter);
  command->callback([&suite, command, arguments, &exit_code] {
    arguments->options_file = options_file_arguments(*command);
    exit_code = run_features(suite, *arguments);
  });
}

}  // namespace ordeal::cli
