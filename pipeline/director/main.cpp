// slot-director: accepts slots over HTTP, schedules, supervises its workers, keeps the journal.
// Exit codes: 0 drained, 1 error, 2 usage, 78 bad configuration.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "pipeline/director/config_file.hpp"
#include "pipeline/director/director.hpp"
#include "pipeline/env/real/world.hpp"

namespace {

using namespace slots;
namespace fs = std::filesystem;

constexpr int kError = 1, kUsage = 2, kBadConfiguration = 78;

RealOptions world_options(const DirectorConfig& config) {
  const std::string logs = config.logs.empty() ? config.data : config.logs;
  const std::string worker = fs::read_symlink("/proc/self/exe").parent_path() / "slot-worker";
  return {.role = "director",
          .seed = config.seed,
          .time_scale = config.time_scale,
          .shortest_window = config.shortest_window,
          .log_file = logs + "/director.log",
          .journal_file = config.data + "/journal.sqlite",
          .workers = {.program = worker, .zygote = config.zygote, .log_folder = logs}};
}

int run(const DirectorConfig& config) {
  fs::create_directories(config.data + "/results");
  fs::permissions(config.data,
                  fs::perms::owner_all);  // the journal and the command socket are this user's own
  if (!config.logs.empty()) fs::create_directories(config.logs);
  RealWorld world(world_options(config));
  return world.run([&](Env& env) { return director_main(env, config); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Accepts slots over HTTP and has them made by its workers.", "slot-director"};
  std::string file;
  app.add_option("--config", file, "Configuration, YAML")->required()->check(CLI::ExistingFile);
  app.footer(
      "Example:\n  slot-director --config director.yaml\n"
      "Exit codes: 0 drained, 1 error, 2 usage, 78 bad configuration.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  const ConfigFile read = read_config_file(file);
  for (const std::string& problem : read.problems) std::cerr << problem << "\n";
  if (!read.problems.empty()) return kBadConfiguration;
  try {
    return run(read.config);
  } catch (const std::exception& error) {
    std::cerr << "slot-director: " << error.what() << "\n";
    return kError;
  }
}
