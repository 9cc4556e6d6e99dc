#include "faults/simgpu/device.hpp"

#include <c10/util/Exception.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "faults/rule/rule.hpp"
#include "faults/rule/seams.hpp"
#include "faults/simgpu/stage.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::simgpu {
namespace {

using slots::DeviceError;
using slots::DeviceFault;

thread_local DeviceError last_error;

std::atomic<Device*> opened{nullptr};

[[noreturn]] void fail_out_of_memory(Card& card, std::uint64_t bytes, std::uint64_t available,
                                     std::uint64_t largest_block = 0) {
  const std::uint64_t capacity = card.capacity();
  std::string message = "SimGPU out of memory: tried to allocate " + std::to_string(bytes) + " bytes, " +
                        std::to_string(available) + " of " + std::to_string(capacity) + " bytes are free";
  if (largest_block) message += ", " + std::to_string(largest_block) + " of them in one piece";
  last_error = {.fault = DeviceFault::out_of_memory,
                .message = message,
                .required = bytes,
                .available = available,
                .capacity = capacity,
                .largest_block = largest_block};
  TORCH_CHECK_WITH(OutOfMemoryError, false, message);
}

}  // namespace

ordeal_decision Device::reach(std::uint32_t operation, const char* object, std::uint64_t bytes) {
  const char* during = rule::operation_name(operation);
  if (const int code = sticky_.load(std::memory_order_acquire)) fail(code, during, bytes);
  if (card_->lost()) fail(slots::kCudaDeviceUnavailable, during, bytes);
  const bool waits = operation == ORDEAL_SYNCHRONIZE || operation == ORDEAL_COPY;
  if (waits && is_late_.load(std::memory_order_acquire)) show_late_error(during);
  const StageRun* stage = current_stage();
  const ordeal_site site{.operation = operation,
                         .flags = ORDEAL_CALLER_DELAYS,
                         .stage = stage ? stage->name().c_str() : nullptr,
                         .object = object,
                         .step = -1,
                         .device = index_,
                         .amount = bytes};
  const ordeal_decision decision = ordeal_rule_consult(&site);
  if (decision.action == ORDEAL_ERROR) {
    ordeal_rule_done(&decision);
    fail(decision.error, during, bytes);
  }
  TORCH_CHECK(decision.action == ORDEAL_PASS || rule::can(rule::kSimGpu, operation, decision.action),
              "a rule wants SimGPU to ", rule::action_name(decision.action), " at ", during,
              ", which it cannot do");
  if (decision.action == ORDEAL_FAIL_LATER) {
    const std::lock_guard held(lock_);
    if (!late_) late_ = Late{decision, stage ? stage->name() : ""};
    is_late_ = true;
  }
  return decision;
}

void Device::show_late_error(const char* during) {
  std::optional<Late> late;
  {
    const std::lock_guard held(lock_);
    late = std::exchange(late_, std::nullopt);
    is_late_ = false;
    if (late) culprit_ = late->stage;
  }
  if (!late) return;
  ordeal_rule_done(&late->decision);
  fail(late->decision.error, during, 0);
}

void Device::rest() {
  if (!ordeal_rule_watches(ORDEAL_REST)) return;
  std::uint64_t bytes = 0;
  {
    const std::lock_guard held(lock_);
    for (const auto& [memory, size] : resident_) bytes += size;
  }
  const ordeal_decision decision = reach(ORDEAL_REST, nullptr, bytes);
  if (decision.action == ORDEAL_CORRUPT && flip_resident_bit(decision.amount)) ordeal_rule_done(&decision);
}

bool Device::flip_resident_bit(std::uint64_t millionths) {
  const std::lock_guard held(lock_);
  std::uint64_t bytes = 0;
  for (const auto& [memory, size] : resident_) bytes += size;
  if (bytes == 0) return false;
  std::uint64_t at = std::min(bytes * millionths / 1'000'000, bytes - 1);
  for (const auto& [memory, size] : resident_) {
    if (at < size) {
      memory[at] = static_cast<char>(memory[at] ^ 0x04);
      return true;
    }
    at -= size;
  }
  return false;
}

void Device::keep(void* memory, std::uint64_t bytes) {
  const std::lock_guard held(lock_);
  resident_.emplace(static_cast<char*>(memory), bytes);
}

void Device::forget(void* memory) {
  const std::lock_guard held(lock_);
  resident_.erase(static_cast<char*>(memory));
}

int Device::take(std::uint64_t bytes) {
  const Card::Grant grant = card_->take(bytes);
  if (!grant.granted) fail_out_of_memory(*card_, bytes, grant.available, grant.largest_block);
  return grant.holder;
}

void Device::fail(int code, const char* during, std::uint64_t bytes) {
  if (code == slots::kCudaOutOfMemory) fail_out_of_memory(*card_, bytes, card_->reading().free());
  last_error = slots::cuda_error(code, during);
  tell_the_driver(code, last_error.fault);
  if (slots::stays(last_error.fault) && last_error.fault != DeviceFault::lost) {
    const std::lock_guard held(lock_);
    if (const StageRun* stage = current_stage(); stage && culprit_.empty()) culprit_ = stage->name();
    last_error.stage = culprit_;
  }
  TORCH_CHECK(false, last_error.message);
}

// What stays is told once: by the process that spoilt its context, or by the first that finds the card gone.
void Device::tell_the_driver(int code, DeviceFault fault) {
  const auto xid = static_cast<std::uint32_t>(slots::xid_of(code));
  const bool first = slots::stays(fault) && !card_->lost() && sticky_.load(std::memory_order_acquire) == 0;
  if (first && code == slots::kCudaUncorrectableEcc) card_->count_memory_errors(CardEvent::uncorrected, 1);
  if (fault == DeviceFault::lost) return card_->lose(xid);
  if (!slots::stays(fault)) return;
  if (sticky_.exchange(code) == 0 && xid != 0) card_->report_xid(xid);
}

Device& device() {
  Device* now = opened.load(std::memory_order_acquire);
  TORCH_CHECK(now, "no simulated card is open: call slot_device_open() first");
  return *now;
}

Device& open_device(std::shared_ptr<Card> card, int index) {
  static std::mutex lock;
  static auto& devices = *new std::map<std::string, std::unique_ptr<Device>>;  // tensors may outlive main()
  const std::lock_guard held(lock);
  auto& slot = devices[card->path()];
  if (!slot) slot = std::make_unique<Device>(std::move(card), index);
  opened.store(slot.get(), std::memory_order_release);
  return *slot;
}

void no_memory_to_pin(std::uint64_t bytes) {
  last_error = {.fault = DeviceFault::out_of_memory,
                .message = "SimGPU cannot pin " + std::to_string(bytes) + " bytes of the host's memory",
                .required = bytes};
}

slots::DeviceError take_last_error() {
  return std::exchange(last_error, {});
}

}  // namespace ordeal::simgpu
