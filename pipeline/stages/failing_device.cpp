#include "pipeline/stages/failing_device.hpp"

#include <ATen/record_function.h>
#include <c10/core/CPUAllocator.h>
#include <torch/script.h>

#include <condition_variable>
#include <cstring>
#include <map>
#include <optional>

#include "pipeline/env/cuda_errors.hpp"

namespace slots {
namespace {

thread_local std::string running;
thread_local std::uint64_t operations = 0, operations_before = 0;
thread_local DeviceError last_error;

// LibTorch's CPU allocator, with every live block known and failures on demand.
class CountingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    const std::lock_guard lock(mutex);
    ++allocations[running];
    if (failing == running && allocations[running] >= first && allocations[running] < last) {
      last_error = {DeviceFault::out_of_memory, "out of memory", bytes, 1000, 12'000'000};
      TORCH_CHECK_WITH(OutOfMemoryError, false, "the test wants no memory for ", bytes, " bytes");
    }
    c10::DataPtr inner = c10::GetDefaultCPUAllocator()->allocate(bytes);
    void* data = inner.get();
    if (bytes == 0) return inner;
    live[data] = {bytes, std::move(inner)};
    used += bytes;
    // The block is its own context: on some processors LibTorch's kernels take scratch memory by
    // raw_allocate(), which asks for that.
    return {data, data, &CountingAllocator::release, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &CountingAllocator::release; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    std::memcpy(to, from, bytes);
  }

  static void release(void* data);

  struct Block {
    std::size_t bytes = 0;
    c10::DataPtr memory;
  };

  std::mutex mutex;
  std::map<void*, Block> live;
  std::size_t used = 0;
  std::map<std::string, int> allocations;
  std::optional<std::string> failing;
  int first = 0, last = 0;
  std::string failing_synchronize, held_synchronize;
  DeviceFault fault = DeviceFault::none;
  bool spoilt = false;  // by that fault
  std::condition_variable changed;
};

CountingAllocator& counting() {
  static auto* one = new CountingAllocator;  // outlives every tensor
  return *one;
}

void CountingAllocator::release(void* data) {
  Block block;  // let go of behind the lock
  const std::lock_guard lock(counting().mutex);
  const auto at = counting().live.find(data);
  if (at == counting().live.end()) return;  // a block without bytes
  counting().used -= at->second.bytes;
  block = std::move(at->second);
  counting().live.erase(at);
}

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction&) {
  ++operations;
  return nullptr;
}

}  // namespace

FailingDevice::FailingDevice() {
  static const bool installed = [] {
    c10::SetCPUAllocator(&counting(), 100);
    at::addGlobalCallback(at::RecordFunctionCallback(&count).scopes({at::RecordScope::FUNCTION}));
    return true;
  }();
  if (installed) heal();
}

FailingDevice::~FailingDevice() {
  heal();
}

void FailingDevice::heal() {
  const std::lock_guard lock(counting().mutex);
  counting().failing.reset();
  counting().failing_synchronize.clear();
  counting().held_synchronize.clear();
  counting().spoilt = false;
  counting().allocations.clear();
  counting().changed.notify_all();
}

void FailingDevice::fail_allocation(const std::string& stage, int nth, int times) {
  const std::lock_guard lock(counting().mutex);
  counting().allocations[stage] = 0;
  counting().failing = stage;
  counting().first = nth;
  counting().last = nth + times;
}

void FailingDevice::fail_synchronize(const std::string& stage, DeviceFault fault) {
  const std::lock_guard lock(counting().mutex);
  counting().failing_synchronize = stage;
  counting().fault = fault;
  counting().spoilt = false;
}

void FailingDevice::hold_synchronize(const std::string& stage) {
  const std::lock_guard lock(counting().mutex);
  counting().held_synchronize = stage;
}

void FailingDevice::cancel(const std::string& stage) {
  cancellations_.cancel(stage);
  const std::lock_guard lock(counting().mutex);
  counting().changed.notify_all();
}

std::vector<unsigned char*> FailingDevice::blocks(std::size_t bytes) const {
  const std::lock_guard lock(counting().mutex);
  std::vector<unsigned char*> found;
  for (const auto& [data, block] : counting().live)
    if (block.bytes == bytes) found.push_back(static_cast<unsigned char*>(data));
  return found;
}

int FailingDevice::allocations(const std::string& stage) const {
  const std::lock_guard lock(counting().mutex);
  return counting().allocations[stage];
}

DeviceMemory FailingDevice::memory() {
  const std::lock_guard lock(counting().mutex);
  DeviceMemory m;
  m.capacity = 12'000'000;
  m.used = m.used_here = m.live_here = counting().used;
  return m;
}

void FailingDevice::begin(const std::string& stage, StagePace) {
  running = stage;
  operations_before = operations;
  cancellations_.begin(stage);
}

void FailingDevice::end() {
  running.clear();
  cancellations_.end();
}

DeviceCounts FailingDevice::counts() {
  return {.launches = operations - operations_before};
}

void FailingDevice::synchronize() {
  std::unique_lock lock(counting().mutex);
  counting().changed.wait(lock, [this] {
    cancellations_.check();
    return running.empty() || running != counting().held_synchronize;
  });
  const bool struck = !running.empty() && running == counting().failing_synchronize;
  if (!struck && !counting().spoilt) return;
  counting().spoilt = stays(counting().fault);
  last_error = {counting().fault, "an illegal memory access was encountered", 0, 0, 0};
  TORCH_CHECK(false, "the test wants ", running, " to fail");
}

DeviceError FailingDevice::take_error() {
  return std::exchange(last_error, {});
}

}  // namespace slots
