// The simulated device: the cost model of a slot's stages in virtual time. A stage is a number of allocations
// and launches spread evenly over its duration; each is a site where a rule can strike, exactly as on SimGPU.
// Memory is taken from the world's card.
#pragma once

#include <map>

#include "faults/rule/engine.hpp"
#include "pipeline/env/env.hpp"

namespace ordeal::sim {

class Card;
class World;
class Process;

// Launches of a stage under the cost model.
std::uint64_t launches_of(slots::Stage stage);

class Device final : public slots::Device {
 public:
  Device(World& world, Process& owner);
  slots::Task<slots::Result<void>> load(slots::DeviceSettings settings) override;
  slots::Task<slots::Result<slots::StageDone>> run(slots::StageRequest request,
                                                   slots::Channel<slots::StageProgress>& progress) override;
  bool poisoned() const override { return poisoned_; }
  slots::Task<slots::DeviceStatus> check() override;
  slots::Task<slots::Result<void>> verify_weights() override;
  void release(const std::string& slot) override { videos_.erase(slot); }

 private:
  struct Stage;   // one run
  class Scratch;  // its memory
  slots::Task<std::optional<slots::Error>> attempt(Stage& stage,
                                                   slots::Channel<slots::StageProgress>& progress);
  slots::Task<std::optional<slots::Error>> compute(Stage& stage,
                                                   slots::Channel<slots::StageProgress>& progress);
  slots::Task<std::optional<slots::Error>> site(Stage& stage, std::uint32_t operation, std::uint64_t bytes);
  slots::Task<std::optional<slots::Error>> carry_out(Stage& stage, const rule::Strike& strike,
                                                     std::uint64_t bytes);
  slots::Task<std::optional<slots::Error>> wait_for_video(Stage& stage);
  slots::Error out_of_memory(const Stage& stage, std::uint64_t bytes) const;

  World& world_;
  Process& owner_;
  Card& card() const;
  std::int64_t index_ = 0;
  bool loaded_ = false, poisoned_ = false;
  enum class Video { running, complete };
  std::map<std::string, Video> videos_;  // by slot: what clip waits for
  slots::Event video_complete_;
};

}  // namespace ordeal::sim
