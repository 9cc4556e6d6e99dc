// slot-director: accepts slots over HTTP, schedules, supervises its workers, keeps the journal.
// Exit codes: 0 drained, 1 error, 2 usage, 130 and 143 ended at once by a second signal; when it cannot
// start, see start_exit.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "pipeline/director/config_keys.hpp"
#include "pipeline/director/director.hpp"
#include "pipeline/models/budget.hpp"
#include "pipeline/real/configuration.hpp"
#include "pipeline/real/descriptor_limit.hpp"
#include "pipeline/real/storage/storage_error.hpp"
#include "pipeline/real/world.hpp"

namespace {

using namespace slots;
namespace fs = std::filesystem;

constexpr int kError = 1, kUsage = 2, kBySignal = 128;

constexpr const char* kFooter =
    "A configuration that is enough (docs/director.yaml):\n"
    "  data: director                       # folder for journal, results and logs; made if it is not there\n"
    "  profile: tiny                        # as the models were built: tiny, small, rtx3060, h200\n"
    "  device: sim                          # sim (no GPU needed), cpu or cuda\n"
    "  models_url: http://127.0.0.1:8470    # a web server with what `slot-models build` wrote\n"
    "  models_folder: worker-models         # where workers keep the files that they fetched\n"
    "Clients come to listen: http://127.0.0.1:8460 unless it says otherwise. A key that is unknown is "
    "refused\n"
    "with the nearest one that exists; every key with its default stands in pipeline/director/config.hpp, "
    "its\n"
    "range in config_keys.cpp.\n"
    "slot-worker must lie beside this program, unless worker_program names it. SIGTERM drains: running\n"
    "slots may end within 30 s; a second one ends it at once, and the next start takes the slots up again.\n"
    "SIGHUP is ignored.\n"
    "Exit codes: 0 drained, 1 error, 2 usage, 130 second Ctrl-C, 143 second SIGTERM; it cannot start:\n"
    "69 address not to be had, 74 journal or disk fails, 75 address or journal taken, 77 not permitted,\n"
    "78 bad configuration. The reason stands on standard error and in director.log.";

std::string library_for_cards(const DirectorConfig& config) {
  if (!config.nvml.empty()) return config.nvml;
  return config.device == "cuda" ? "libnvidia-ml.so.1" : "";
}

RealOptions world_options(const DirectorConfig& config) {
  const std::string logs = config.logs.empty() ? config.data : config.logs;
  const std::string beside = fs::read_symlink("/proc/self/exe").parent_path() / "slot-worker";
  return {.role = "director",
          .seed = config.seed,
          .time_scale = config.time_scale,
          .shortest_window = config.shortest_window,
          .log_file = logs + "/director.log",
          .journal_file = config.data + "/journal.sqlite",
          .workers = {.program = config.worker_program.empty() ? beside : config.worker_program,
                      .zygote = config.zygote,
                      .log_folder = logs},
          .nvml = library_for_cards(config)};
}

BudgetChoice budget_of(const DirectorConfig& config) {
  const auto capacity = config.device_settings.find("capacity_bytes");
  return {.profile = config.profile,
          .device = config.device,
          .soft_limit_bytes = config.soft_limit_bytes,
          .hard_limit_bytes = config.hard_limit_bytes,
          .capacity_bytes = capacity == config.device_settings.end() ? "" : capacity->second,
          .has_fallback = !config.fallback.empty()};
}

int refuse(const Error& why) {
  std::cerr << "slot-director: " << why.message << "\n";
  return start_exit_code(why);
}

// Throws std::filesystem::filesystem_error.
void make_folders(const DirectorConfig& config) {
  fs::create_directories(config.data + "/results");
  fs::permissions(config.data,
                  fs::perms::owner_all);  // the journal and the command socket are this user's own
  if (!config.logs.empty()) fs::create_directories(config.logs);
}

int run(const DirectorConfig& config) {
  make_folders(config);
  raise_descriptor_limit();  // clients, files and workers share what there is
  RealWorld world(world_options(config));
  const int code = world.run([&](Env& env) {
    return director_main(env, config, [](const Error& why) { static_cast<void>(refuse(why)); });
  });
  if (code == kError) std::cerr << "slot-director: it failed; director.log says why\n";
  if (code > kBySignal) ::_exit(code);  // at once: nobody waits for a disk that is stuck
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Accepts slots over HTTP and has them made by its workers.", "slot-director"};
  std::string file;
  std::vector<std::string> overrides;
  app.add_option("--config", file, "Configuration, YAML: see below")->required()->check(CLI::ExistingFile);
  app.add_option("--set", overrides, "A key that is stronger than the file's: stages.audio.limit='5 s'")
      ->allow_extra_args(false);
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  DirectorConfig config;
  ConfigurationProblems problems = load_configuration(file, overrides, config);
  for (const std::string& problem : problems_of(budget_of(config))) problems.push_back(file + ": " + problem);
  for (const std::string& problem : problems) std::cerr << problem << "\n";
  if (!problems.empty()) return start_exit::kConfiguration;
  try {
    return run(config);
  } catch (
      const std::system_error& error) {  // a folder or the log; what() names it, and this user may read it
    std::cerr << "slot-director: " << error.what() << "\n";
    return start_exit_code(storage_error(error.code().value(), "use", config.data, "STORAGE_ERROR"));
  } catch (const std::exception& error) {
    std::cerr << "slot-director: " << error.what() << "\n";
    return kError;
  }
}
