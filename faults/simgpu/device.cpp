#include "faults/simgpu/device.hpp"

#include <c10/util/Exception.h>

#include <map>
#include <mutex>

#include "faults/rule/rule.hpp"
#include "faults/simgpu/stage.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal::simgpu {
namespace {

using slots::DeviceError;
using slots::DeviceFault;

thread_local DeviceError last_error;

std::atomic<Device*> opened{nullptr};

[[noreturn]] void fail_out_of_memory(Card& card, std::uint64_t bytes, std::uint64_t available) {
  const std::uint64_t capacity = card.capacity();
  const std::string message = "SimGPU out of memory: tried to allocate " + std::to_string(bytes) +
                              " bytes, " + std::to_string(available) + " of " + std::to_string(capacity) +
                              " bytes are free";
  last_error = {DeviceFault::out_of_memory, message, bytes, available, capacity};
  TORCH_CHECK_WITH(OutOfMemoryError, false, message);
}

}  // namespace

ordeal_decision Device::reach(std::uint32_t operation, const char* object, std::uint64_t bytes) {
  const char* during = rule::operation_name(operation);
  if (const int code = sticky_.load(std::memory_order_acquire)) fail(code, during, bytes);
  if (card_->lost()) fail(slots::kCudaDeviceUnavailable, during, bytes);
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
  const bool possible =
      decision.action == ORDEAL_PASS || (operation == ORDEAL_COPY && decision.action != ORDEAL_TRUNCATE);
  TORCH_CHECK(possible, "a rule wants SimGPU to corrupt, truncate or drop ", during,
              ": only copies can be corrupted or dropped");
  return decision;
}

int Device::take(std::uint64_t bytes) {
  const Card::Grant grant = card_->take(bytes);
  if (!grant.granted) fail_out_of_memory(*card_, bytes, grant.available);
  return grant.holder;
}

void Device::fail(int code, const char* during, std::uint64_t bytes) {
  if (code == slots::kCudaOutOfMemory) fail_out_of_memory(*card_, bytes, card_->reading().free());
  last_error = slots::cuda_error(code, during);
  tell_the_driver(code, last_error.fault);
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

slots::DeviceError take_last_error() {
  return std::exchange(last_error, {});
}

}  // namespace ordeal::simgpu
