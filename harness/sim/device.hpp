// The simulated device: the costs of a slot's stages, in virtual time. A stage is a number of allocations and
// launches spread evenly over its duration; each is a site where a rule can strike, exactly as on SimGPU.
// What a failure means is decided by the code that decides it for real devices
// (pipeline/env/device_failure.hpp), what may be on the card by vram_ledger.hpp. Memory is taken from the
// world's card.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "faults/rule/engine.hpp"
#include "pipeline/env/device_failure.hpp"
#include "pipeline/env/env.hpp"
#include "pipeline/env/vram_ledger.hpp"
#include "pipeline/protocol/costs.hpp"

namespace ordeal::sim {

class Card;
class World;
class Process;

class Device final : public slots::Device {
 public:
  Device(World& world, Process& owner);
  slots::Task<slots::Result<void>> read_models(slots::DeviceSettings settings) override;
  slots::Task<slots::Result<slots::LoadedDevice>> load(slots::DeviceSettings settings) override;
  slots::Task<slots::Result<slots::StageDone>> run(slots::StageRequest request,
                                                   slots::Channel<slots::StageProgress>& progress) override;
  bool poisoned() const override { return poisoned_; }
  slots::Task<slots::DeviceStatus> check() override;
  slots::Task<slots::Result<void>> verify_weights() override;
  slots::Task<slots::Result<void>> recheck() override;
  void release(const std::string& slot) override { slots_.erase(slot); }
  // Slots whose work it keeps: begun, and not released.
  std::vector<std::string> kept() const;

 private:
  struct Run;         // one run of a stage
  class Scratch;      // its memory
  class Reservation;  // and that it may have it
  class Visit;        // its time on the card
  // What the stages of one slot have left behind.
  struct Slot {
    slots::ByStage<bool> complete;
    int keyframes = 0;
    std::optional<std::string> video_ended;  // with this code, and without all keyframes
  };
  using Failure = std::optional<slots::StageError>;

  // The launch of a check; whether it gives the number that it must.
  slots::Task<bool> launch_check(std::string stage);
  slots::Task<Failure> compute_what_is_known(const char* stage, const char* what);
  void rest(slots::Stage stage);
  Failure show_late_error(const std::string& stage, const std::string& what);
  slots::Task<Failure> run_until_done(Run& run);
  // Reserves what the stage needs, makes its model resident, and computes; null: the model alone is wanted.
  slots::Task<Failure> attempt(slots::Stage stage, Run* run);
  slots::Task<Failure> compute(Run& run);
  slots::Task<Failure> load(slots::Stage stage);
  void carry_out(const slots::VramLedger::Answer& answer);
  void look_for_leak();
  slots::DeviceMemory memory() const;
  std::string label() const { return "sim:" + std::to_string(index_); }
  slots::Task<Failure> wait_for_keyframe(Run& run, int step);
  slots::Task<Failure> allocate(Run& run, Scratch& scratch, int step);
  slots::Task<Failure> launch(Run& run, int step);
  slots::Task<Failure> site(Run& run, std::uint32_t operation, std::uint64_t bytes, int step);
  slots::Task<Failure> carry_out(Run& run, const rule::Strike& strike, std::uint32_t operation,
                                 std::uint64_t bytes);
  void tell(const Run& run, int step) const;
  void end(const Run& run, const Failure& failure);
  // What every call answers, once the process or the card is spoilt; a fallback is not.
  std::optional<slots::DeviceError> spoilt() const;
  slots::DeviceError error_of(int code, std::uint32_t operation, std::uint64_t bytes);
  slots::DeviceError no_memory_for(std::uint64_t bytes) const;
  slots::StageError failure(const slots::DeviceError& said, const std::string& stage,
                            const std::string& what) const;
  Card& card() const;

  World& world_;
  Process& owner_;
  std::int64_t index_ = 0;
  bool loaded_ = false, poisoned_ = false, checking_ = false;
  bool on_host_ = false;         // a fallback computes, and no card
  slots::ByStage<bool> read_{};  // models in host memory, until they are loaded
  slots::VramLedger ledger_;
  std::optional<slots::DeviceError> sticky_;
  // An error of a kernel that nobody waited for: it shows where somebody waits.
  struct Late {
    rule::Strike strike;
    slots::Stage stage;
  };
  std::optional<Late> late_;
  bool corrupt_ = false;  // a bit of the weights has flipped
  std::map<std::string, Slot> slots_;
  slots::Event keyframes_changed_;
};

}  // namespace ordeal::sim
