// What this process has promised of a card's memory, and whether a stage may have more: asked before its
// work, never in the middle of it. What the card itself counts is given to every question, so that memory
// which others hold, or which leaked here, is known. It decides, for every device alike; the device loads and
// unloads. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/env/device_failure.hpp"
#include "pipeline/protocol/costs.hpp"
#include "pipeline/protocol/messages.hpp"

namespace slots {

class VramLedger {
 public:
  VramLedger(VramLimits limits, const Costs& costs) : limits_(limits), costs_(costs) {}

  // Before a stage's work. Refused: what it needs, and what of the hard limit is left when all idle models
  // are gone; then nothing is to be done and nothing is reserved. Otherwise: unload these idle models, least
  // recently used first; then the stage's own model must be loaded, if it is not; then its work fits.
  struct Shortage {
    std::uint64_t required = 0, available = 0, limit = 0, held_by_others = 0;  // bytes
  };
  struct Answer {
    std::vector<Stage> unload;
    std::optional<Shortage> shortage;
    std::uint64_t past_soft = 0;  // what the card is to be used for; 0: it is not beyond the soft limit, or
                                  // was so already at the question before
  };
  Answer reserve(Stage stage, const DeviceMemory& now);
  // The work of a reserve() that was not refused is over, or never began.
  void release(Stage stage);

  // At any time: which idle models to unload since the card is used beyond the soft limit.
  Answer relieve(const DeviceMemory& now);

  // What the device did.
  void loaded(Stage stage) { entries_[stage].resident = true; }
  void unloaded(Stage stage) { entries_[stage].resident = false; }
  bool resident(Stage stage) const { return entries_[stage].resident; }
  bool idle() const;  // nothing is reserved

  // Bytes that living data holds here beyond the models, while nothing is reserved: what has leaked, but for
  // what was so at set_baseline().
  std::uint64_t leaked(const DeviceMemory& now) const;
  void set_baseline(const DeviceMemory& now) { baseline_ = unaccounted(now); }
  // "memory_leak" with device, leaked_bytes and limit_bytes, once, when more has leaked than may.
  std::optional<Notice> look_for_leak(const DeviceMemory& now, const std::string& device);

  // Nothing runs any more, and a stage was stopped: more stayed than may leak.
  std::optional<StageError> look_for_kept_memory(const DeviceMemory& now, const std::string& device) const;

  const VramLimits& limits() const { return limits_; }
  std::uint64_t model_bytes(Stage stage) const { return costs_.stages[stage].model_bytes; }

 private:
  struct Entry {
    bool resident = false;
    int reserved = 0;            // runs of the stage that are under way
    std::uint64_t last_use = 0;  // greater: later
  };
  std::uint64_t resident_bytes() const;
  std::uint64_t reserved_bytes() const;
  std::uint64_t unaccounted(const DeviceMemory& now) const;
  void look_besides(const DeviceMemory& now);
  // Of all processes: what they hold, and what is promised here and not taken yet.
  std::uint64_t committed(const DeviceMemory& now) const;
  // Idle models, least recently used first, until `over` bytes are freed or none is left. Never `but`.
  std::vector<Stage> oldest(std::uint64_t over, std::optional<Stage> but) const;
  std::uint64_t bytes_of(const std::vector<Stage>& models) const;
  // Answer::past_soft for a card that is to be used for `bytes`.
  std::uint64_t newly_past_soft(std::uint64_t bytes);

  VramLimits limits_;
  Costs costs_;
  ByStage<Entry> entries_;
  std::uint64_t uses_ = 0;
  std::uint64_t besides_ = 0,
                baseline_ = 0;  // unaccounted bytes: when nothing was reserved last; at the start
  bool past_soft_ = false, leak_told_ = false;
};

// VRAM_BUDGET_EXCEEDED. `device`: "cuda:0".
StageError over_budget(const VramLedger::Shortage& shortage, const std::string& device, Stage stage);

// What an operator is told. "soft_limit_passed": used_bytes, soft_limit_bytes, hard_limit_bytes.
Notice soft_limit_passed(const VramLedger& ledger, std::uint64_t used, const std::string& device);
// "model_unloaded", "model_loaded": model, bytes.
Notice model_notice(const char* type, const VramLedger& ledger, Stage model, const std::string& device);

}  // namespace slots
