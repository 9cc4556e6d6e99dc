// The simulated card: who holds how many bytes of its memory, and whether it still answers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "pipeline/env/device_plugin.hpp"

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
    used_[role] += bytes;
    return true;
  }
  void give(const std::string& role, std::uint64_t bytes) { used_[role] -= bytes; }
  void give_all(const std::string& role) { used_.erase(role); }
  // From now on every call of every process gets this answer.
  void lose(const slots::DeviceError& answer) { lost_ = answer; }
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
  std::uint64_t capacity_;
  std::map<std::string, std::uint64_t> used_;
  std::optional<slots::DeviceError> lost_;
  bool ailing_ = false;
  std::uint64_t resets_ = 0;
};

}  // namespace ordeal::sim
