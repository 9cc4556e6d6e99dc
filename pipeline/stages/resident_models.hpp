// The models of a profile on a device: loaded, unloaded when the card's memory is short, loaded again when
// their stage needs them. What may be there is the ledger's decision (pipeline/env/vram_ledger.hpp).
// (Includes LibTorch.)
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>

#include "pipeline/env/vram_ledger.hpp"
#include "pipeline/models/manifest.hpp"
#include "pipeline/stages/host_models.hpp"
#include "pipeline/stages/network.hpp"

namespace slots {

// Any thread.
class ResidentModels {
 public:
  using Notify = std::function<void(Notice)>;

  // Nothing is loaded yet. What was `read` before is loaded once without its file. `notify` hears
  // soft_limit_passed, model_unloaded, model_loaded, memory_leak and pinned_memory_short, on the thread where
  // it happens. Errors: MODEL_* of the manifest.
  static StageResult<std::unique_ptr<ResidentModels>> open(DevicePlugin&, const Profile&,
                                                           const std::filesystem::path& folder, VramLimits,
                                                           Notify,
                                                           std::shared_ptr<HostModels> read = nullptr);

  // A stage's model, and the memory that is reserved for its work, while this lives.
  class Use {
   public:
    Use(Use&& other) noexcept : models_(std::exchange(other.models_, nullptr)), stage_(other.stage_) {}
    Use& operator=(Use&&) = delete;
    ~Use() {
      if (models_) models_->release(stage_);
    }
    template <class Network>
    Network as() const {
      return Network(*models_->modules_[stage_], models_->where_, &models_->copies_);
    }

   private:
    friend class ResidentModels;
    Use(ResidentModels& models, Stage stage) : models_(&models), stage_(stage) {}
    ResidentModels* models_;
    Stage stage_;
  };

  // Reserves, unloads what has to go and loads what is needed, before the stage's work. A file reaches the
  // loader only when its sum agrees; then the weights on the device are summed as well. Errors:
  // VRAM_BUDGET_EXCEEDED, MODEL_*, and what the device throws.
  StageResult<Use> use(Stage);

  // Compares the weights on the device with the manifest.
  StageResult<void> verify();
  // Unloads idle models when the card is used beyond the soft limit; tells of a leak.
  void relieve();
  // After a stage was stopped and none runs: CUDA_ERROR when its memory did not come back.
  StageResult<void> check_memory();
  // Each model is loaded and its first run is over: what is there now beside the models is no leak.
  void set_baseline();
  // Nothing can be used from now on.
  void unload_all();
  bool open() const { return open_; }

 private:
  ResidentModels(DevicePlugin&, Manifest, std::filesystem::path folder, VramLimits, Notify,
                 std::shared_ptr<HostModels> read);
  void release(Stage);
  void look_for_leak();
  void carry_out(const VramLedger::Answer&);
  void unload(Stage);
  StageResult<void> load(Stage);

  DevicePlugin& device_;
  const c10::Device where_;
  const Manifest manifest_;
  const std::filesystem::path folder_;
  const Notify notify_;
  const std::shared_ptr<HostModels> read_;
  HostCopies copies_;
  std::mutex lock_;  // of what follows; held while a model is loaded
  VramLedger ledger_;
  ByStage<std::optional<torch::jit::Module>> modules_;
  std::atomic<bool> open_{true};
};

// How many launches each stage takes on this device, found by running a part of each stage with a prompt of
// its own. The results are checked as in a slot, the CLIP gate included: what cannot pass is
// MODEL_LOAD_FAILED. Loads each model.
struct ExpectedLaunches {
  ByStage<std::uint64_t> whole;
  std::uint64_t clip_read = 0, clip_compare = 0;  // of the text; of each keyframe
};
StageResult<ExpectedLaunches> warm_up(DevicePlugin&, ResidentModels&);

}  // namespace slots
