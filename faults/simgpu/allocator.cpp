#include "faults/simgpu/allocator.hpp"

#include <c10/core/CachingDeviceAllocator.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "faults/simgpu/device.hpp"
#include "faults/simgpu/stage.hpp"

namespace ordeal::simgpu {
namespace {

// Lies in front of each block, so that freeing needs no table and a forked child frees nothing of its
// parent's.
struct alignas(64) Header {
  Device* device;
  std::uint64_t bytes;
  int holder;
  bool resident;  // a model's
};

constexpr const char* kLoading = "load";  // the trace range round the loading of models

void free_block(void* memory) {
  if (!memory) return;
  Header* header = static_cast<Header*>(memory) - 1;
  if (header->resident) header->device->forget(memory);
  header->device->card().release(header->bytes, header->holder);
  std::free(header);
}

class SimAllocator final : public c10::DeviceAllocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    const c10::Device where(c10::DeviceType::PrivateUse1, 0);
    if (bytes == 0) return {nullptr, nullptr, &free_block, where};
    Device& on = device();
    allocate_here(bytes);
    const ordeal_decision decision = on.reach(ORDEAL_ALLOC, nullptr, bytes);
    wait_here(std::chrono::nanoseconds(decision.delay_ns));
    ordeal_rule_done(&decision);
    const int holder = on.take(bytes);
    void* memory = std::aligned_alloc(64, sizeof(Header) + (bytes + 63) / 64 * 64);
    if (!memory) {
      on.card().release(bytes, holder);
      throw std::bad_alloc();
    }
    const char* stage = ordeal_rule_innermost("stage");
    const bool resident = stage && std::strcmp(stage, kLoading) == 0;
    auto* header = new (memory) Header{&on, bytes, holder, resident};
    if (resident) on.keep(header + 1, bytes);
    return {header + 1, header + 1, &free_block, where};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &free_block; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    std::memcpy(to, from, bytes);
  }

  // Nothing is cached, and host memory needs no stream's consent to be freed.
  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t) override {}
  void recordStream(const c10::DataPtr&, c10::Stream) override {}
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex) override { return {}; }
  void resetAccumulatedStats(c10::DeviceIndex) override {}
  void resetPeakStats(c10::DeviceIndex) override { device().card().reset_peak(); }
};

SimAllocator the_allocator;
REGISTER_ALLOCATOR(c10::DeviceType::PrivateUse1, &the_allocator)

}  // namespace

c10::Allocator& allocator() {
  return the_allocator;
}

}  // namespace ordeal::simgpu
