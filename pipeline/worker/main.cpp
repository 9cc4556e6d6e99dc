// slot-worker: one process per GPU. The director starts it; see pipeline/real/processes/zygote.hpp for how.
// Exit codes: 0 drained, 1 error, 2 usage, 70 device lost, 71 GPU not usable at start, 78 bad configuration.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "pipeline/env/trace.hpp"
#include "pipeline/protocol/worker_settings.hpp"
#include "pipeline/real/device_clock.hpp"
#include "pipeline/real/processes/zygote.hpp"
#include "pipeline/real/world.hpp"
#include "pipeline/stages/devices/load_device.hpp"
#include "pipeline/worker/torch_device.hpp"
#include "pipeline/worker/worker.hpp"

namespace {

using namespace slots;

// Settings are the configured device's; a fallback has none.
Backends backends_of(const WorkerSettings& settings, DeviceClock& clock) {
  std::vector<std::string> names{settings.device};
  names.insert(names.end(), settings.fallback.begin(), settings.fallback.end());
  return {std::move(names),
          [&settings, &clock](const std::string& backend, int index,
                              std::string& why) -> std::unique_ptr<DevicePlugin> {
            DeviceOptions options{.index = index, .clock = &clock};
            if (backend == settings.device) options.settings = settings.device_settings;
            auto card = load_device(backend, options);
            if (card) return std::move(*card);
            why = card.error().reason;
            return nullptr;
          }};
}

int run_worker(const SpawnRequest& request) {
  auto settings = worker_settings(request.settings);
  if (!settings) {
    std::cerr << "slot-worker: " << settings.error().message << "\n";
    return slots::worker_exit::kBadSettings;
  }
  if (!settings->temporary.empty()) ::setenv("TMPDIR", settings->temporary.c_str(), 1);
  RealDeviceClock clock(settings->time_scale);
  const Backends backends = backends_of(*settings, clock);
  Backends::Opened first = backends.open_any(static_cast<int>(settings->cards));
  if (!first.plugin) {
    std::cerr << "slot-worker: no device is usable: " << first.passed_over << "\n";
    return slots::worker_exit::kDeviceUnusable;
  }
  TorchDevice device(backends, std::move(first));
  RealWorld world({.role = settings->role,
                   .seed = settings->seed,
                   .time_scale = settings->time_scale,
                   .shortest_window = std::chrono::milliseconds(settings->shortest_window_ms),
                   .log_file = settings->log,
                   .device = &device});
  device.attach(world.reactor().loop(), world.env().clock,
                {.post = [&](std::function<void()> action) { world.reactor().post(std::move(action)); },
                 .beside = [&](std::function<void()> work) { world.reactor().beside(std::move(work)); }});
  const int code = world.run([&](Env& env) { return worker_main(env, *settings); });
  std::cout.flush();
  ::_exit(code);  // LibTorch's teardown takes 75 ms, and a stage that hangs would never join
}

}  // namespace

int main(int argc, char** argv) {
  ::setenv("OMP_NUM_THREADS", "1", 0);  // a zygote must have one thread, and a stage computes on its own
  CLI::App app{"Runs the stages of slots on one device. Started by slot-director.", "slot-worker"};
  int zygote = -1, settings = -1;
  std::string role;
  app.add_option("--zygote", zygote, "Serve start orders that come over this descriptor");
  app.add_option("--settings-fd", settings, "Read the settings from this descriptor");
  app.add_option("--role", role, "Which worker this is");
  app.footer(
      "Exit codes: 0 drained, 1 error, 2 usage, 70 device lost, 71 GPU not usable at start, 78 bad "
      "configuration.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : slots::worker_exit::kUsage;
  }
  if (zygote >= 0) return slots::zygote_main(zygote, run_worker);
  if (settings < 0) {
    std::cerr << "slot-worker: it is started by slot-director, with --zygote or --settings-fd\n";
    return slots::worker_exit::kUsage;
  }
  auto text = slots::read_settings(settings);
  if (!text) {
    std::cerr << "slot-worker: its settings cannot be read: " << text.error().message << "\n";
    return slots::worker_exit::kBadSettings;
  }
  slots::trace_name(role.c_str());
  return run_worker({.role = role, .settings = *text});
}
