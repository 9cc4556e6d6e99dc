// Driver functions, as a program calls them itself or fetches them: through the runtime (LibTorch's
// expandable segments take their memory with cuMemCreate so) or through the driver.
#include <cuda.h>

#include <array>
#include <atomic>
#include <cstring>

#include "faults/shim/wrap.hpp"

#define ORDEAL_DRIVER_EXPORT extern "C" __attribute__((visibility("default"))) CUresult CUDAAPI

namespace {

using ordeal::shim::ask;
using ordeal::shim::Verdict;

// A program may fetch a function twice: for the legacy default stream, and for a thread's own.
enum Twin { kLegacy, kPerThread, kTwins };
using Real = std::array<std::atomic<void*>, kTwins>;

template <class Function>
Function* real_of(Real& known, Twin twin, const char* exported) {
  if (void* real = known[twin].load(std::memory_order_acquire)) return reinterpret_cast<Function*>(real);
  void* found = ordeal::shim::find_real_driver(exported);
  known[twin].store(found, std::memory_order_release);
  return reinterpret_cast<Function*>(found);
}

}  // namespace

// `parameters` must name `bytes` where the operation has an amount. The driver's codes are the runtime's for
// everything that rules name (2, 700 …).
#define ORDEAL_DRIVER(exported, operation, what, amount, parameters, ...)                                   \
  namespace {                                                                                               \
  Real real_##exported;                                                                                     \
  template <Twin twin>                                                                                      \
  CUresult wrapped_##exported parameters {                                                                  \
    const Verdict verdict = ask(operation, amount, what, true);                                             \
    if (verdict.error || verdict.skip) return static_cast<CUresult>(verdict.error);                         \
    auto* real = real_of<std::remove_pointer_t<decltype(&wrapped_##exported<twin>)>>(real_##exported, twin, \
                                                                                     #exported);            \
    return real ? real(__VA_ARGS__) : CUDA_ERROR_NOT_FOUND;                                                 \
  }                                                                                                         \
  }                                                                                                         \
  ORDEAL_DRIVER_EXPORT exported parameters {                                                                \
    return wrapped_##exported<kLegacy>(__VA_ARGS__);                                                        \
  }

ORDEAL_DRIVER(cuMemAlloc_v2, ORDEAL_ALLOC, nullptr, bytes, (CUdeviceptr * memory, size_t bytes), memory,
              bytes)
ORDEAL_DRIVER(cuMemAllocAsync, ORDEAL_ALLOC, nullptr, bytes,
              (CUdeviceptr * memory, size_t bytes, CUstream stream), memory, bytes, stream)
ORDEAL_DRIVER(cuMemAllocFromPoolAsync, ORDEAL_ALLOC, "pool", bytes,
              (CUdeviceptr * memory, size_t bytes, CUmemoryPool pool, CUstream stream), memory, bytes, pool,
              stream)
ORDEAL_DRIVER(cuMemCreate, ORDEAL_ALLOC, nullptr, bytes,
              (CUmemGenericAllocationHandle * handle, size_t bytes, const CUmemAllocationProp* properties,
               unsigned long long flags),
              handle, bytes, properties, flags)
ORDEAL_DRIVER(cuMemHostAlloc, ORDEAL_ALLOC, "pinned", bytes,
              (void** memory, size_t bytes, unsigned int flags), memory, bytes, flags)
ORDEAL_DRIVER(cuMemAllocHost_v2, ORDEAL_ALLOC, "pinned", bytes, (void** memory, size_t bytes), memory, bytes)
ORDEAL_DRIVER(cuMemFree_v2, ORDEAL_FREE, nullptr, 0, (CUdeviceptr memory), memory)
ORDEAL_DRIVER(cuMemFreeAsync, ORDEAL_FREE, nullptr, 0, (CUdeviceptr memory, CUstream stream), memory, stream)
ORDEAL_DRIVER(cuMemRelease, ORDEAL_FREE, nullptr, 0, (CUmemGenericAllocationHandle handle), handle)

ORDEAL_DRIVER(cuLaunchKernel, ORDEAL_LAUNCH, nullptr, 0,
              (CUfunction kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
               unsigned block_y, unsigned block_z, unsigned shared, CUstream stream, void** arguments,
               void** extra),
              kernel, grid_x, grid_y, grid_z, block_x, block_y, block_z, shared, stream, arguments, extra)
ORDEAL_DRIVER(cuLaunchKernelEx, ORDEAL_LAUNCH, nullptr, 0,
              (const CUlaunchConfig* config, CUfunction kernel, void** arguments, void** extra), config,
              kernel, arguments, extra)
ORDEAL_DRIVER(cuLaunchCooperativeKernel, ORDEAL_LAUNCH, "cooperative", 0,
              (CUfunction kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
               unsigned block_y, unsigned block_z, unsigned shared, CUstream stream, void** arguments),
              kernel, grid_x, grid_y, grid_z, block_x, block_y, block_z, shared, stream, arguments)
ORDEAL_DRIVER(cuGraphLaunch, ORDEAL_LAUNCH, "graph", 0, (CUgraphExec graph, CUstream stream), graph, stream)

ORDEAL_DRIVER(cuMemcpy, ORDEAL_COPY, nullptr, bytes, (CUdeviceptr to, CUdeviceptr from, size_t bytes), to,
              from, bytes)
ORDEAL_DRIVER(cuMemcpyAsync, ORDEAL_COPY, nullptr, bytes,
              (CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream), to, from, bytes, stream)
ORDEAL_DRIVER(cuMemcpyHtoD_v2, ORDEAL_COPY, nullptr, bytes, (CUdeviceptr to, const void* from, size_t bytes),
              to, from, bytes)
ORDEAL_DRIVER(cuMemcpyDtoH_v2, ORDEAL_COPY, nullptr, bytes, (void* to, CUdeviceptr from, size_t bytes), to,
              from, bytes)
ORDEAL_DRIVER(cuMemcpyHtoDAsync_v2, ORDEAL_COPY, nullptr, bytes,
              (CUdeviceptr to, const void* from, size_t bytes, CUstream stream), to, from, bytes, stream)
ORDEAL_DRIVER(cuMemcpyDtoHAsync_v2, ORDEAL_COPY, nullptr, bytes,
              (void* to, CUdeviceptr from, size_t bytes, CUstream stream), to, from, bytes, stream)
ORDEAL_DRIVER(cuMemsetD8_v2, ORDEAL_COPY, "memset", bytes,
              (CUdeviceptr to, unsigned char value, size_t bytes), to, value, bytes)
ORDEAL_DRIVER(cuMemsetD32Async, ORDEAL_COPY, "memset", 4 * words,
              (CUdeviceptr to, unsigned int value, size_t words, CUstream stream), to, value, words, stream)

ORDEAL_DRIVER(cuStreamSynchronize, ORDEAL_SYNCHRONIZE, nullptr, 0, (CUstream stream), stream)
ORDEAL_DRIVER(cuEventSynchronize, ORDEAL_SYNCHRONIZE, "event", 0, (CUevent event), event)
ORDEAL_DRIVER(cuCtxSynchronize, ORDEAL_SYNCHRONIZE, nullptr, 0, (), )

namespace {

struct Entry {
  const char* symbol;  // as programs ask for it, without a version
  Real* real;
  std::array<void*, kTwins> wrappers;
};

#define ORDEAL_ENTRY(symbol, exported)                             \
  Entry {                                                          \
    symbol, &real_##exported, {                                    \
      reinterpret_cast<void*>(&wrapped_##exported<kLegacy>),       \
          reinterpret_cast<void*>(&wrapped_##exported<kPerThread>) \
    }                                                              \
  }

const Entry kEntries[] = {ORDEAL_ENTRY("cuMemAlloc", cuMemAlloc_v2),
                          ORDEAL_ENTRY("cuMemAllocAsync", cuMemAllocAsync),
                          ORDEAL_ENTRY("cuMemAllocFromPoolAsync", cuMemAllocFromPoolAsync),
                          ORDEAL_ENTRY("cuMemCreate", cuMemCreate),
                          ORDEAL_ENTRY("cuMemHostAlloc", cuMemHostAlloc),
                          ORDEAL_ENTRY("cuMemAllocHost", cuMemAllocHost_v2),
                          ORDEAL_ENTRY("cuMemFree", cuMemFree_v2),
                          ORDEAL_ENTRY("cuMemFreeAsync", cuMemFreeAsync),
                          ORDEAL_ENTRY("cuMemRelease", cuMemRelease),
                          ORDEAL_ENTRY("cuLaunchKernel", cuLaunchKernel),
                          ORDEAL_ENTRY("cuLaunchKernelEx", cuLaunchKernelEx),
                          ORDEAL_ENTRY("cuLaunchCooperativeKernel", cuLaunchCooperativeKernel),
                          ORDEAL_ENTRY("cuGraphLaunch", cuGraphLaunch),
                          ORDEAL_ENTRY("cuMemcpy", cuMemcpy),
                          ORDEAL_ENTRY("cuMemcpyAsync", cuMemcpyAsync),
                          ORDEAL_ENTRY("cuMemcpyHtoD", cuMemcpyHtoD_v2),
                          ORDEAL_ENTRY("cuMemcpyDtoH", cuMemcpyDtoH_v2),
                          ORDEAL_ENTRY("cuMemcpyHtoDAsync", cuMemcpyHtoDAsync_v2),
                          ORDEAL_ENTRY("cuMemcpyDtoHAsync", cuMemcpyDtoHAsync_v2),
                          ORDEAL_ENTRY("cuMemsetD8", cuMemsetD8_v2),
                          ORDEAL_ENTRY("cuMemsetD32Async", cuMemsetD32Async),
                          ORDEAL_ENTRY("cuStreamSynchronize", cuStreamSynchronize),
                          ORDEAL_ENTRY("cuEventSynchronize", cuEventSynchronize),
                          ORDEAL_ENTRY("cuCtxSynchronize", cuCtxSynchronize)};

// The same flag for the runtime and for the driver: a thread's own default stream.
static_assert(int(cudaEnablePerThreadDefaultStream) == int(CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM));

// Who asks gets the wrapper, and the wrapper what he would have got.
void wrap(const char* symbol, void** function, unsigned long long flags) {
  if (!symbol || !function || !*function) return;
  const Twin twin = flags & CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM ? kPerThread : kLegacy;
  for (const Entry& entry : kEntries) {
    if (std::strcmp(entry.symbol, symbol) != 0) continue;
    void* wrapper = entry.wrappers[twin];
    if (*function == wrapper) return;
    (*entry.real)[twin].store(*function, std::memory_order_release);
    *function = wrapper;
  }
}

template <class Function>
Function* driver(Function*, const char* name) {
  return reinterpret_cast<Function*>(ordeal::shim::find_real_driver(name));
}

}  // namespace

ORDEAL_EXPORT cudaGetDriverEntryPointByVersion(const char* symbol, void** function, unsigned version,
                                               unsigned long long flags,
                                               cudaDriverEntryPointQueryResult* status) {
  const cudaError_t error =
      ORDEAL_CALL_REAL(cudaGetDriverEntryPointByVersion, symbol, function, version, flags, status);
  if (error == cudaSuccess) wrap(symbol, function, flags);
  return error;
}

// Of runtimes before 13, and as a symbol of a later one.
ORDEAL_EXPORT cudaGetDriverEntryPoint(const char* symbol, void** function, unsigned long long flags,
                                      cudaDriverEntryPointQueryResult* status) {
  const cudaError_t error = ORDEAL_CALL_REAL(cudaGetDriverEntryPoint, symbol, function, flags, status);
  if (error == cudaSuccess) wrap(symbol, function, flags);
  return error;
}

ORDEAL_DRIVER_EXPORT cuGetProcAddress_v2(const char* symbol, void** function, int version, cuuint64_t flags,
                                         CUdriverProcAddressQueryResult* status) {
  static auto* const real = driver(&cuGetProcAddress_v2, "cuGetProcAddress_v2");
  if (!real) return CUDA_ERROR_NOT_FOUND;
  const CUresult error = real(symbol, function, version, flags, status);
  if (error == CUDA_SUCCESS) wrap(symbol, function, flags);
  return error;
}
