// What a worker is told when it is spawned: its whole configuration, as JSON text in SpawnRequest::settings.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pipeline/protocol/error.hpp"
#include "pipeline/protocol/stage.hpp"

namespace slots {

struct WorkerSettings {
  std::string role;
  std::int64_t generation = 0;  // which of the processes of this role it is
  std::string command;          // address of the director's command listener
  std::string profile = "rtx3060";
  std::string device = "sim";  // cpu, sim or cuda: libslot_device_<device>.so
  std::map<std::string, std::string> device_settings;
  std::vector<std::string> fallback;  // back-ends to compute on where no card of `device` can be used
  std::int64_t cards = 1;             // of the machine
  std::string models_url;             // the model server's folder; "" : only what is on disk
  std::string models_folder;
  std::int64_t beat_ms = 1000;
  std::int64_t start_limit_ms = 30'000;
  ByStage<std::int64_t> median_ms;  // of each stage, for the cost model; 0: as fast as it goes
  std::int64_t oom_retries = 1;
  std::int64_t retries_at_least_a_minute = 10;              // of downloads
  double retries_share = 0.2;                               // of the downloads of the last minute
  std::int64_t soft_limit_bytes = 0, hard_limit_bytes = 0;  // of the card; 0: the profile's
  // Of the real world only.
  double time_scale = 1;
  std::int64_t shortest_window_ms = 200;
  std::uint64_t seed = 1;
  std::string log;        // file; "": standard error
  std::string temporary;  // its own folder for temporary files, empty at its start; "": as its director's
};
BOOST_DESCRIBE_STRUCT(WorkerSettings, (),
                      (role, generation, command, profile, device, device_settings, fallback, cards,
                       models_url, models_folder, beat_ms, start_limit_ms, median_ms, oom_retries,
                       retries_at_least_a_minute, retries_share, soft_limit_bytes, hard_limit_bytes,
                       time_scale, shortest_window_ms, seed, log, temporary))

std::string to_text(const WorkerSettings& settings);
Result<WorkerSettings> worker_settings(const std::string& text);

}  // namespace slots
