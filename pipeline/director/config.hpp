// The director's configuration. Durations are nominal; `time_scale` says how a nominal second lasts on the
// wall.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/recovery/backoff.hpp"
#include "pipeline/recovery/crash_loop.hpp"
#include "pipeline/recovery/retry_budget.hpp"
#include "pipeline/scheduler/stages.hpp"

namespace slots {

struct DirectorConfig {
  std::string listen = "http://127.0.0.1:8460";  // for clients
  std::string data;                              // folder: journal, results, command socket
  std::string logs;                              // folder for logs of director and workers; "": data
  std::string profile = "rtx3060";
  std::string device = "sim";  // cpu, sim or cuda
  std::map<std::string, std::string> device_settings;
  std::vector<std::string> fallback;  // back-ends to use in place of a card of `device` that cannot be used
  std::string nvml;  // library that monitors the cards; empty: NVIDIA's where the device is cuda, else none
  std::string models_url;
  std::string models_folder;
  std::int64_t cards = 1;  // of this machine: 0, 1, …; each has one active worker
  std::int64_t standbys = 1;
  bool standbys_hold_models = true;  // in host memory, so that taking over reads no file
  std::string worker_program;        // what is started as a worker; "": slot-worker beside the director
  bool zygote = true;
  double time_scale = 1;             // wall seconds per nominal second
  Duration shortest_window = 200ms;  // wall
  std::uint64_t seed = 1;

  Duration generation_deadline = 21s;  // when a request brings none
  std::int64_t queue_limit = 64;       // slots accepted and not begun
  std::int64_t finished_slots = 1000;  // that clients can still ask for; older ones are forgotten
  std::int64_t oom_retries = 1;        // of a stage, after memory was freed
  // What a card may be used for, by all processes together; 0: as the profile says. Past the soft one idle
  // models make room, and no work is begun that would pass the hard one.
  std::int64_t soft_limit_bytes = 0, hard_limit_bytes = 0;
  std::int64_t dispatches = 2;  // workers that a slot may be given to
  StagePolicies stages;

  Duration beat = 1s;
  Duration unhealthy_after = 5s;  // without a message; a beat of a device that does not compute is none
  Duration stalled_after = 20s;   // without a step of a stage that runs, or three of its steps by the model
  Duration start_limit = 30s;     // from spawn to registered, and from Activate to Activated
  Duration leave_limit = 10s;     // from SIGTERM to SIGKILL of a worker that shall leave
  Duration cancel_grace = 100ms;  // wall: for a stage to stop by itself
  BackoffPolicy restart{.first = 1s, .cap = 60s};  // between starts of a worker, for ever
  CrashLoopPolicy crash_loop;                      // of a worker's process
  RetryBudgetPolicy retries;                       // of dispatches, stages, starts and downloads, each
  bool queue_without_workers = true;               // false: what no worker can make now is refused
};

}  // namespace slots
