#include "steps/worlds/director_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "pipeline/director/config_keys.hpp"
#include "pipeline/real/configuration.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

slots::StagePolicy policy(int n) {
  return {.limit = n * 1s + 1ns, .retries = n, .backoff = n * 1ms, .median = n * 1min};
}

// No value is the default, and text is such as a careless writer would spoil.
slots::DirectorConfig unusual() {
  slots::DirectorConfig config;
  config.listen = "http://127.0.0.1:1";
  config.data = "a folder: with #signs, \"quotes\" and \\";
  config.logs = "true";
  config.profile = "tiny";
  config.device = "cpu";
  config.nvml = "/opt/a b/libnvidia-ml.so.1";
  config.fallback = {"rocm", "a \"chain\""};
  config.device_settings = {{"card", "/dev/shm/x y"}, {"capacity_bytes", "12000000"}};
  config.models_url = "http://127.0.0.1:2";
  config.models_folder = "- models";
  config.cards = 2;
  config.standbys = 3;
  config.standbys_hold_models = false;
  config.worker_program = "a worker";
  config.zygote = false;
  config.time_scale = 0.05;
  config.shortest_window = 1500us;
  config.seed = ~std::uint64_t{0};
  config.generation_deadline = 90s;
  config.queue_limit = 5;
  config.finished_slots = 7;
  config.oom_retries = 0;
  config.soft_limit_bytes = 10'900'000;
  config.hard_limit_bytes = 11'400'000;
  config.dispatches = 9;
  config.beat = 1ms;
  config.unhealthy_after = 7s;
  config.stalled_after = 8s;
  config.start_limit = 600s;
  config.leave_limit = 9s;
  config.cancel_grace = 0ms;
  config.restart = {.first = 2s, .cap = 3s};
  config.crash_loop = {.crashes = 2, .within = 3s, .rest = 4s};
  config.retries = {.at_least_a_minute = 5, .share = 0.25};
  config.queue_without_workers = false;
  config.stages = {policy(1), policy(2), policy(3), policy(4)};
  return config;
}

TEST(DirectorFile, IsReadBackAsItWasWritten) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("director_file-" + std::to_string(getpid()));
  write_director_file(unusual(), file);
  slots::DirectorConfig back;
  EXPECT_THAT(slots::load_configuration(file, {}, back), IsEmpty());
  EXPECT_EQ(slots::configuration_text(back), slots::configuration_text(unusual()));
  EXPECT_EQ(back.stages.clip.limit, unusual().stages.clip.limit);
  EXPECT_EQ(back.seed, unusual().seed);
  std::filesystem::remove(file);
}

// A key that is added must be given an unusual value above, or the round trip proves nothing about it.
TEST(DirectorFile, IsTestedWithAnUnusualValueOfEveryKey) {
  slots::DirectorConfig usual, other = unusual();
  const auto defaults = slots::write_configuration([&](slots::Keys& key) { keys(key, usual); });
  for (const auto& [key, value] : slots::write_configuration([&](slots::Keys& key) { keys(key, other); })) {
    EXPECT_NE(value, defaults.at(key)) << key;
  }
}

}  // namespace
}  // namespace ordeal
