#include "pipeline/stages/slot_engine.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Flags.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <atomic>
#include <optional>

#include "pipeline/env/trace.hpp"
#include "pipeline/stages/resident_models.hpp"
#include "pipeline/stages/stage_failure.hpp"
#include "pipeline/stages/stage_run.hpp"

C10_DECLARE_bool(torch_jit_enable_rethrow_caught_exception);

namespace slots {
namespace {

constexpr const char* kVerifying = "the check of the weights";

// Once a process: an exception of the device keeps its type on its way through TorchScript; and no profiling
// executor, which makes first runs slow and their launches differ from those of later ones.
void prepare_torch() {
  FLAGS_torch_jit_enable_rethrow_caught_exception = true;
  torch::jit::getProfilingMode() = false;
}

// Once a thread: no parallel operations (with several, two stages have stalled each other for seconds).
void prepare_thread() {
  at::set_num_threads(1);
}

}  // namespace

struct SlotEngine::State {
  DevicePlugin& device;
  Profile profile;
  DeviceTurns turns;
  std::unique_ptr<ResidentModels> models;
  ExpectedLaunches launches{};
  std::atomic<std::uint64_t> oom_recovered{0};

  StagePace pace(Stage s, std::chrono::nanoseconds duration) const {
    if (duration.count() == 0) return {};
    return {duration, launches.whole[s]};
  }

  StageReport dispatch(StageRun& run, const ResidentModels::Use& model) {
    StageReport report{.stage = run.stage};
    switch (run.stage) {
      case Stage::audio:
        run_audio(run, model.as<AudioNetwork>());
        break;
      case Stage::image:
        run_image(run, model.as<ImageNetwork>());
        break;
      case Stage::video:
        run_video(run, model.as<VideoNetwork>());
        break;
      case Stage::clip:
        report.score = run_clip(run, model.as<ClipNetwork>(), launches.clip_read, launches.clip_compare);
        break;
    }
    report.counts = run.counts;
    report.files = std::move(run.files);
    return report;
  }

  // One attempt. When it returns, the exception and every tensor of the stage are gone.
  StageResult<StageReport> attempt(Stage stage, SlotWork& work, const Progress& progress,
                                   std::chrono::nanoseconds duration) {
    const auto model = models->use(stage);
    if (!model) return model.error();
    const TraceRange range("stage", name(stage));
    try {
      const c10::InferenceMode inference;
      StageRun run{stage, work.request(), *work.contents_, profile, turns, pace(stage, duration), progress};
      return dispatch(run, *model);
    } catch (...) {
      return describe_failure(device, name(stage), in_words(stage));
    }
  }

  // After a failure: waits for what is still under way, and looks whether the device can go on.
  void settle(StageError& error) {
    if (error.fatal) return;
    const TraceRange range("stage", "settle");
    try {
      device.synchronize();
      if (error.code == "CUDA_OUT_OF_MEMORY") device.empty_cache();
    } catch (const StageCancelled&) {
      return;  // a cancellation that came too late for the stage; nothing is left to stop
    } catch (...) {
      StageError after = describe_failure(device, error.stage, error.stage + " stage");
      if (after.fatal) error = after;
    }
  }

  StageResult<void> compute_what_is_known(const char* stage, const char* what) {
    try {
      const c10::InferenceMode inference;
      const at::Tensor table = at::arange(64, at::kFloat).reshape({8, 8});
      const at::Tensor there = table.to(c10::Device(device.torch_device()));
      const double found = at::mm(there, there).sum().item<double>();
      device.synchronize();
      if (found == kKnownSum) return {};
      return computed_wrongly(stage, what, found, device_label(device));
    } catch (...) {
      return describe_failure(device, stage, what);
    }
  }
};

SlotEngine::SlotEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}
SlotEngine::~SlotEngine() = default;

StageResult<std::shared_ptr<HostModels>> SlotEngine::read(const std::filesystem::path& models,
                                                          const Profile& profile) {
  prepare_torch();
  prepare_thread();
  return HostModels::read(models, profile);
}

StageResult<std::unique_ptr<SlotEngine>> SlotEngine::open(DevicePlugin& device, const Profile& profile,
                                                          const std::filesystem::path& models,
                                                          VramLimits limits,
                                                          std::function<void(Notice)> notify,
                                                          std::shared_ptr<HostModels> read) {
  prepare_torch();
  prepare_thread();
  const c10::InferenceMode inference;
  auto opened = ResidentModels::open(device, profile, models, limits, std::move(notify), std::move(read));
  if (!opened) return opened.error();
  std::unique_ptr<State> state(new State{device, profile, DeviceTurns(device), std::move(*opened)});
  const auto launches = warm_up(device, *state->models);
  if (!launches) return launches.error();
  state->launches = *launches;
  state->models->set_baseline();
  return std::unique_ptr<SlotEngine>(new SlotEngine(std::move(state)));
}

StageResult<StageReport> SlotEngine::run(Stage stage, SlotWork& work, const Progress& progress,
                                         RunOptions options) {
  if (!state_->models->open()) return not_loaded(name(stage), in_words(stage));
  prepare_thread();
  for (int out_of_memory = 0;; ++out_of_memory) {
    auto done = state_->attempt(stage, work, progress, options.pace);
    if (done) {
      done->oom_recovered = out_of_memory;
      state_->oom_recovered += static_cast<std::uint64_t>(out_of_memory);
      return done;
    }
    StageError error = done.error();
    state_->settle(error);
    const bool again = runs_again(error, out_of_memory + 1, options.oom_retries);
    if (again && !work.contents_->is_cancelled(stage)) continue;
    if (stage == Stage::video) work.contents_->keyframes.end_video(error.code);
    return error;
  }
}

void SlotEngine::cancel(SlotWork& work, Stage stage) {
  work.contents_->cancelled[stage] = true;
  if (stage == Stage::clip) work.contents_->keyframes.cancel_clip();
  state_->turns.cancel(stage);
}

void SlotEngine::forget_cancellation(SlotWork& work, Stage stage) {
  work.contents_->cancelled[stage] = false;
}

void SlotEngine::cancel(SlotWork& work) {
  for (const Stage stage : kStages) cancel(work, stage);
}

StageResult<void> SlotEngine::verify_weights() {
  if (!state_->models->open()) return not_loaded("verify", kVerifying);
  const TraceRange range("stage", "verify");
  prepare_thread();
  try {
    const c10::InferenceMode inference;
    return state_->models->verify();
  } catch (...) {
    return describe_failure(state_->device, "verify", kVerifying);
  }
}

StageResult<void> SlotEngine::health() {
  const TraceRange range("stage", "health");
  prepare_thread();
  return state_->compute_what_is_known("health", "the health computation");
}

StageResult<void> SlotEngine::recheck() {
  const TraceRange range("stage", kRecheck);
  prepare_thread();
  try {
    state_->device.synchronize_all();
  } catch (...) {
    return describe_failure(state_->device, kRecheck, kRecheckInWords);
  }
  auto computed = state_->compute_what_is_known(kRecheck, kRecheckInWords);
  // A card whose memory others hold to the last byte has answered.
  if (!computed && computed.error().code != "CUDA_OUT_OF_MEMORY") return computed;
  return state_->models->check_memory();
}

void SlotEngine::relieve() {
  state_->models->relieve();
}

void SlotEngine::unload() {
  state_->models->unload_all();
}

std::uint64_t SlotEngine::oom_recovered() const {
  return state_->oom_recovered;
}
std::uint64_t SlotEngine::expected_launches(Stage s) const {
  return state_->launches.whole[s];
}

}  // namespace slots
