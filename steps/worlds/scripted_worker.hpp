// A worker that computes nothing: it registers, beats, is activated, and answers a stage as the test says.
// For what a director must do about workers that no real device makes on purpose.
#pragma once

#include <functional>
#include <optional>

#include "harness/sim/world.hpp"

namespace ordeal {

struct WorkerScript {
  // What it answers; nothing: it keeps silent. By default the stage is done at once.
  std::function<std::optional<slots::Message>(const slots::RunStage&)> on_run;
  // By default it stops.
  std::function<std::optional<slots::Message>(const slots::StopStage&)> on_stop;
  bool leaves_when_told = true;
  bool says_its_generation = true;  // false: what on_run and on_stop made is sent as it is
};

// `settings` as the director gives them. Exit codes: 0 told to leave, 1 its stream is over.
sim::Program scripted_worker(const slots::SpawnRequest& request, WorkerScript script);

// The answer of a stage that made these files.
slots::StageDone done_with_files(const slots::RunStage& what, const std::vector<std::string>& files);

}  // namespace ordeal
