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
  if (!grant.granted) fail_out_of_memory(*card_, bytes, grant.available, grant.largest_block);
  return grant.holder;
}

void Device::fail(int code, const char* during, std::uint64_t bytes) {
  if (code == slots::kCudaOutOfMemory) fail_out_of_memory(*card_, bytes, card_->reading().free());
  last_error = slots::cuda_error(code, during);
  if (last_error.fault == DeviceFault::sticky) sticky_.store(code, std::memory_order_release);
  if (last_error.fault == DeviceFault::lost) card_->set_lost(true);
  TORCH_CHECK(false, last_error.message);
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
