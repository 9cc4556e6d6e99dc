// A program's environment on a real machine: one thread, on which the program runs; Asio to sleep; threads
// only for what blocks.
//
//   RealWorld world({.role = "director", .seed = 1});
//   ::_exit(world.run([&](Env& env) { return director_main(env, config); }));
//
// A world is made, run and destroyed on one thread; a process may have several, each on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pipeline/env/metrics_registry.hpp"
#include "pipeline/real/clock.hpp"
#include "pipeline/real/log.hpp"
#include "pipeline/real/network.hpp"
#include "pipeline/real/processes/processes.hpp"
#include "pipeline/real/processes/signals.hpp"
#include "pipeline/real/random.hpp"
#include "pipeline/real/reactor.hpp"
#include "pipeline/real/storage/files.hpp"

namespace slots {

struct RealOptions {
  std::string role;                  // becomes the thread's name, too (15 bytes of it)
  std::uint64_t seed = 1;            // of Random
  double time_scale = 1;             // wall / nominal: at 0.05 a nominal second takes 50 ms
  Duration shortest_window = 200ms;  // wall; see Clock::window
  ConnectLimits network;             // for names and connections
  std::string log_file;              // JSON lines; empty: standard error
  std::string journal_file;          // SQLite; empty: every call of Journal fails
  WorkerProgram workers;             // no program: every spawn fails
  std::string nvml;                  // NVIDIA's library that monitors cards, as dlopen finds it; empty: none
  Device* device = nullptr;          // null: every call of Device fails
};

class RealWorld {
 public:
  // Throws std::runtime_error when the log cannot be opened, std::invalid_argument at a bad time scale.
  explicit RealWorld(RealOptions options);
  ~RealWorld();
  RealWorld(const RealWorld&) = delete;
  RealWorld& operator=(const RealWorld&) = delete;

  // Runs the program to its end, then gives what it has sent up to a second to leave. Returns its exit code;
  // 1 when it ended by an exception (which is logged). Frames of the program are gone when this returns.
  int run(const std::function<Task<int>(Env&)>& program);

  // For those that compute beside the loop, as a worker's stages do: post() and blocking().
  Reactor& reactor() { return reactor_; }
  Env& env() { return env_; }

 private:
  Reactor reactor_;
  RealClock clock_;
  KeyedRandom random_;
  JsonLog log_;
  MetricsRegistry metrics_;
  RealSignals signals_;
  RealFiles files_;
  RealNetwork network_;
  std::unique_ptr<Processes> processes_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Device> no_device_;
  std::unique_ptr<CardMonitor> cards_;
  Env env_;
};

}  // namespace slots
