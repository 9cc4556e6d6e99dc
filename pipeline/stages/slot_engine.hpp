// The executor that a worker uses: loads the models onto a device and runs the stages of one slot at a time
// on it.
//
// The order of a slot: audio and image at the same time, then video, and clip at the same time as video (it
// waits for keyframes as video delivers them). Each on a thread of the caller's:
//
//   SlotWork slot({.id = "7", .prompt = "a red fox", .script = "good evening", .output = folder});
//   audio thread: engine.run(Stage::audio, slot)      image thread: engine.run(Stage::image, slot)
//   then          engine.run(Stage::video, slot)      and           engine.run(Stage::clip, slot)
//
// Threads: run() on the stage's own thread, one call a stage at a time; cancel() from any; the rest while no
// stage runs, except health().
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/protocol/costs.hpp"
#include "pipeline/protocol/messages.hpp"
#include "pipeline/stages/clip_gate.hpp"
#include "pipeline/stages/slot_work.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

class HostModels;

struct RunOptions {
  // Nominal time that a cost-model device paces the stage to; 0: as fast as it computes. clip's is spread
  // evenly over its keyframes, since it idles between them.
  std::chrono::nanoseconds pace{0};
  int oom_retries = 1;  // new attempts after out of memory, with everything freed in between
};

struct StageReport {
  Stage stage{};
  int oom_recovered = 0;           // attempts that ran out of memory before the one that succeeded
  DeviceCounts counts;             // of the successful attempt
  std::vector<std::string> files;  // written, relative to the slot's output folder
  std::optional<ClipScore> score;  // clip only
};

class SlotEngine {
 public:
  // Reads and checks the models into host memory, for open(). Errors: MODEL_*.
  static StageResult<std::shared_ptr<HostModels>> read(const std::filesystem::path& models, const Profile&);

  // Checks the manifest and every file, loads the models onto the device, compares the checksums of what is
  // then resident, and runs a part of each stage (so that wrong contents fail here and never in a slot, and
  // the launches of each stage are known to the pace). Errors: MODEL_*, VRAM_BUDGET_EXCEEDED,
  // CUDA_OUT_OF_MEMORY, CUDA_ERROR, GPU_LOST.
  // `limits` bind the card's memory (not the host's); `notify` hears what an operator should know of it, on
  // any thread: soft_limit_passed, model_unloaded, model_loaded. Models that were `read` before come from
  // there and not from their files.
  static StageResult<std::unique_ptr<SlotEngine>> open(DevicePlugin&, const Profile&,
                                                       const std::filesystem::path& models,
                                                       VramLimits limits = {},
                                                       std::function<void(Notice)> notify = {},
                                                       std::shared_ptr<HostModels> read = nullptr);
  ~SlotEngine();
  SlotEngine(const SlotEngine&) = delete;
  SlotEngine& operator=(const SlotEngine&) = delete;

  // Runs one stage to its end, failure or cancellation; blocks. Its memory is reserved before its work:
  // VRAM_BUDGET_EXCEEDED. After a failure nothing of the stage lives
  // on: its tensors are freed, its unfinished files removed, the device synchronised. A failed stage may be
  // run again. A failed or cancelled video also ends a clip that waits for its keyframes (CANCELLED).
  [[nodiscard]] StageResult<StageReport> run(Stage, SlotWork&, const Progress& = {}, RunOptions = {});

  // Asks a stage of this slot, or all, to stop: between two steps or launches, then run() returns CANCELLED.
  // A stage that has not begun yet ends as soon as it does. Does not wait.
  void cancel(SlotWork&, Stage);
  void cancel(SlotWork&);
  // The run of a stage that was cancelled is over: the stage's next run is not cancelled. For whoever calls
  // cancel(), which must not come in between. A clip whose slot's keyframes were given up stays cancelled.
  static void forget_cancellation(SlotWork&, Stage);

  // The weights on the device are still those of the manifest, to the bit: MODEL_CORRUPTED with both
  // checksums.
  [[nodiscard]] StageResult<void> verify_weights();

  // A small computation on the device whose answer is known; its time tells whether the device answers at
  // all.
  [[nodiscard]] StageResult<void> health();

  // After a stage was stopped, when no stage runs: waits for all that is under way, computes as health()
  // does, and looks whether the memory came back. CUDA_ERROR with both numbers, GPU_LOST.
  [[nodiscard]] StageResult<void> recheck();

  // Unloads idle models when the card is used beyond the soft limit; they are loaded again when a stage needs
  // them. Any time, any thread.
  void relieve();

  // Frees the models; run() answers MODEL_NOT_FOUND from then on.
  void unload();

  std::uint64_t oom_recovered() const;           // since open()
  std::uint64_t expected_launches(Stage) const;  // of a whole stage, found when opening

 private:
  struct State;
  explicit SlotEngine(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace slots
