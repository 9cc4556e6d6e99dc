// The simulated device of this process: its card, whether it still works, and the seam at which every
// operation asks the rule engine before it is done. LibTorch's errors are thrown here and nowhere else.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "faults/rule/rule.h"
#include "faults/simgpu/card.hpp"
#include "pipeline/env/device_plugin.hpp"

namespace ordeal::simgpu {

class Device {
 public:
  // `index`: which card of the machine it is, as rules name it.
  explicit Device(std::shared_ptr<Card> card, int index = 0) : card_(std::move(card)), index_(index) {}

  Card& card() { return *card_; }

  // An operation is about to be done: fails if the device no longer works, else asks the rules and obeys.
  // `object` names the kernel (may be null). What it returns is left to the caller, who says
  // ordeal_rule_done() behind it: CORRUPT, DROP, a delay in device time. Throws c10::OutOfMemoryError,
  // c10::Error; may be held, hang or kill the process, as rules say.
  ordeal_decision reach(std::uint32_t operation, const char* object, std::uint64_t bytes);

  // The weights lie on the device as a stage begins: rules may change a bit of them.
  void rest();

  // Blocks that are the models': what a thread took while it loaded them.
  void keep(void* memory, std::uint64_t bytes);
  void forget(void* memory);

  // Takes memory of the card. Throws c10::OutOfMemoryError.
  int take(std::uint64_t bytes);

  // Fails as CUDA would with this code (pipeline/env/cuda_errors.hpp), now and, for some codes, ever after.
  [[noreturn]] void fail(int code, const char* during, std::uint64_t bytes);

 private:
  // Keeps what stays, and has the card's driver report it.
  void tell_the_driver(int code, slots::DeviceFault fault);

  const std::shared_ptr<Card> card_;
  // An error of a kernel that nobody waited for. It shows where somebody waits, or reads what came of it.
  struct Late {
    ordeal_decision decision;
    std::string stage;
  };
  void show_late_error(const char* during);
  bool flip_resident_bit(std::uint64_t millionths);

  const int index_;
  std::atomic<int> sticky_{0};        // the code that every call answers
  std::atomic<bool> is_late_{false};  // there is a late_
  std::mutex lock_;                   // of what follows
  std::string culprit_;               // the stage whose work spoilt the process
  std::optional<Late> late_;
  std::map<char*, std::uint64_t> resident_;  // bytes
};

// The device that slot_device_open() opened last. Throws c10::Error when there is none.
Device& device();

// Opens the card for this process; one Device for each card, until the process ends (tensors may outlive a
// plug-in).
Device& open_device(std::shared_ptr<Card> card, int index = 0);

// Sets the last error on this thread: the host has no more memory that can be pinned.
void no_memory_to_pin(std::uint64_t bytes);

// The last error on this thread, cleared.
slots::DeviceError take_last_error();

}  // namespace ordeal::simgpu
