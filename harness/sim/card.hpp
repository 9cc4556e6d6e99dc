// The simulated card: who holds how many bytes of its memory, and whether it still answers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/protocol/stage.hpp"

namespace ordeal::sim {

class Card {
 public:
  explicit Card(std::uint64_t capacity) : capacity_(capacity) {}

  std::uint64_t capacity() const { return capacity_; }
  std::uint64_t used() const {
    std::uint64_t sum = 0;
    for (const auto& [role, bytes] : used_) sum += bytes;
    return sum;
  }
  const std::map<std::string, std::uint64_t>& by_role() const { return used_; }
  std::uint64_t free() const { return capacity_ - used(); }
  std::uint64_t used_by(const std::string& role) const {
    const auto found = used_.find(role);
    return found == used_.end() ? 0 : found->second;
  }
  // False: it does not fit, and nothing was taken.
  bool take(const std::string& role, std::uint64_t bytes) {
    if (bytes > free()) return false;
    if (is_in_pieces_for(bytes)) {
      ++blocks_refused;
      return false;
    }
    used_[role] += bytes;
    peak_ = std::max(peak_, used());
    return true;
  }
  std::uint64_t peak() const { return peak_; }  // of used()
  void give(const std::string& role, std::uint64_t bytes) { used_[role] -= bytes; }
  void give_all(const std::string& role) { used_.erase(role); }
  // Enough is free, but not in one piece.
  bool is_in_pieces_for(std::uint64_t bytes) const {
    return largest_block > 0 && bytes > largest_block && bytes <= free();
  }

  // What faults do to it, and how often it then did so: as on SimGPU (faults/fault.hpp, SimulatedCard).
  std::uint64_t largest_block = 0, blocks_refused = 0;
  bool fragmented_by_caches = false;
  std::optional<slots::Stage> leaking;
  std::uint64_t leak = 0, leaks = 0;
  std::uint64_t slow_factor = 1, slowed = 0;
  void cache_emptied() {
    if (fragmented_by_caches) largest_block = 0;
  }

  // From now on every call of every process gets this answer.
  void lose(const slots::DeviceError& answer) { lost_ = answer; }
  void restore() { lost_.reset(); }
  const std::optional<slots::DeviceError>& lost() const { return lost_; }

  // What its driver says that it needs to be well again.
  void needs_recovery() { ailing_ = true; }
  bool ailing() const { return ailing_; }
  // False: somebody holds memory of it.
  bool reset() {
    if (used() > 0) return false;
    lost_.reset();
    ailing_ = false;
    ++resets_;
    return true;
  }
  std::uint64_t resets() const { return resets_; }

 private:
  std::uint64_t capacity_, peak_ = 0;
  std::map<std::string, std::uint64_t> used_;
  std::optional<slots::DeviceError> lost_;
  bool ailing_ = false;
  std::uint64_t resets_ = 0;
};

}  // namespace ordeal::sim
