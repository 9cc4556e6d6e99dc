// A CUDA device. LibTorch's CUDA half is loaded when the device is opened, so that a machine without one
// never needs it.
#include <ATen/Context.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <map>
#include <mutex>

#include "pipeline/env/cuda_errors.hpp"
#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/devices/cancellations.hpp"
#include "pipeline/stages/devices/cuda/why_unusable.hpp"

namespace slots {
namespace {

namespace allocator = c10::cuda::CUDACachingAllocator;

// Set by LibTorch's allocator on the thread whose allocation failed.
thread_local DeviceError last_out_of_memory;

void remember_out_of_memory(std::int64_t, std::size_t required, std::size_t capacity, std::size_t available) {
  last_out_of_memory = {DeviceFault::out_of_memory, "out of memory", required, available, capacity};
}

// What stays and is not the card's only spoils this process.
DeviceFault fault_that_stays(cudaError_t e) {
  const DeviceFault fault = fault_of(e);
  return stays(fault) ? fault : DeviceFault::sticky;
}

class CudaDevice final : public DevicePlugin {
 public:
  explicit CudaDevice(int index) : index_(static_cast<c10::DeviceIndex>(index)) {}

  std::string name() const override { return "cuda"; }
  std::string torch_device() const override { return "cuda:" + std::to_string(index_); }

  DeviceMemory memory() override {
    DeviceMemory m;
    std::size_t free = 0, total = 0;
    if (select() == cudaSuccess && cudaMemGetInfo(&free, &total) == cudaSuccess) {
      m.capacity = total;
      m.used = total - free;
    }
    const auto now = statistics();
    const auto& reserved = now.reserved_bytes[kAll];
    m.live_here = static_cast<std::uint64_t>(now.allocated_bytes[kAll].current);
    m.used_here = static_cast<std::uint64_t>(reserved.current);
    m.peak_here = static_cast<std::uint64_t>(reserved.peak);
    return m;
  }
  void reset_peak() override { allocator::resetPeakStats(index_); }

  // Each stage has a stream of its own, so that audio and image overlap.
  void begin(const std::string& stage, StagePace) override {
    cancellations_.begin(stage);
    c10::cuda::set_device(index_);
    c10::cuda::setCurrentCUDAStream(stream(stage));
    last_out_of_memory = {};
  }
  void end() override {
    c10::cuda::setCurrentCUDAStream(c10::cuda::getDefaultCUDAStream(index_));
    cancellations_.end();
  }
  DeviceCounts counts() override { return {}; }  // CUDA does not count

  void synchronize() override {
    cancellations_.check();
    c10::cuda::getCurrentCUDAStream(index_).synchronize();
    cancellations_.check();
  }
  // Each stage's stream is one that the default stream does not wait for.
  void synchronize_all() override {
    c10::cuda::set_device(index_);
    c10::cuda::device_synchronize();
  }
  void cancel(const std::string& stage) override { cancellations_.cancel(stage); }

  DeviceError take_error() override {
    // A query tells of an error that stays without waiting for kernels that still run. LibTorch has already
    // cleared the last error, so what a first query finds and a second does not was of one operation only.
    const cudaError_t first = cudaGetLastError(), stays = query();
    if (stays != cudaSuccess) return {fault_that_stays(stays), said(stays), 0, 0, 0, stays};
    if (const DeviceError e = std::exchange(last_out_of_memory, {}); e.fault != DeviceFault::none) return e;
    if (first == cudaErrorMemoryAllocation) return out_of_memory();
    if (first != cudaSuccess) return {DeviceFault::launch_failed, said(first), 0, 0, 0, first};
    return {};
  }
  void empty_cache() override { allocator::emptyCache(); }

 private:
  static constexpr auto kAll = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);

  c10::CachingDeviceAllocator::DeviceStats statistics() const { return allocator::getDeviceStats(index_); }
  cudaError_t select() const { return cudaSetDevice(index_); }
  cudaError_t query() const {
    if (const cudaError_t e = select(); e != cudaSuccess) return e;
    const cudaError_t e = cudaStreamQuery(c10::cuda::getCurrentCUDAStream(index_).stream());
    return e == cudaErrorNotReady ? cudaSuccess : e;
  }
  static std::string said(cudaError_t e) {
    return std::string(cudaGetErrorString(e)) + " (CUDA error " + std::to_string(static_cast<int>(e)) + ')';
  }
  DeviceError out_of_memory() {
    const DeviceMemory m = memory();
    return {DeviceFault::out_of_memory, "out of memory", 0, m.free(), m.capacity};
  }
  c10::cuda::CUDAStream stream(const std::string& stage) {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(stage);
    if (found != streams_.end()) return found->second;
    return streams_.emplace(stage, c10::cuda::getStreamFromPool(false, index_)).first->second;
  }

  c10::DeviceIndex index_;
  Cancellations cancellations_;
  std::mutex mutex_;
  std::map<std::string, c10::cuda::CUDAStream> streams_;
};

// Before anything looks at LibTorch's CUDA hooks: what it finds there is kept for good.
std::string load_torch_cuda() {
  if (::dlopen("libtorch_cuda.so", RTLD_LAZY | RTLD_GLOBAL)) return {};
  return std::string("LibTorch's CUDA library cannot be loaded: ") + ::dlerror();
}

}  // namespace
}  // namespace slots

extern "C" slots::DevicePlugin* slot_device_open(const slots::DeviceOptions& options, std::string& why) {
  if (!options.settings.empty()) {
    why = "it has no settings, and \"" + options.settings.begin()->first + "\" is given";
    return nullptr;
  }
  why = slots::why_unusable(options.index);
  if (why.empty()) why = slots::load_torch_cuda();
  if (!why.empty()) return nullptr;
  try {
    at::globalContext().lazyInitDevice(at::kCUDA);
    slots::allocator::attachOutOfMemoryObserver(slots::remember_out_of_memory);
    return new slots::CudaDevice(options.index);
  } catch (const c10::Error& e) {
    why = std::string("LibTorch cannot use it: ") + e.what_without_backtrace();
    return nullptr;
  }
}
