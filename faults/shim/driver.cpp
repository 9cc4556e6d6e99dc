// Driver functions that a program fetches through the runtime: LibTorch's expandable segments take their
// memory with cuMemCreate, which no preload sees otherwise.
#include <cuda.h>

#include <atomic>
#include <cstring>

#include "faults/shim/interpose.hpp"

#define ORDEAL_EXPORT extern "C" __attribute__((visibility("default"))) cudaError_t CUDARTAPI

namespace {

// The real functions, as the driver gave them. Written before the wrapper is handed out.
std::atomic<decltype(&cuMemCreate)> real_create{nullptr};
std::atomic<decltype(&cuLaunchKernel)> real_launch{nullptr};

// The driver's codes are the runtime's for everything that rules name (2, 700 …).
CUresult create(CUmemGenericAllocationHandle* handle, size_t bytes, const CUmemAllocationProp* properties,
                unsigned long long flags) {
  const ordeal::shim::Verdict verdict = ordeal::shim::ask(ORDEAL_ALLOC, bytes);
  return verdict.error ? static_cast<CUresult>(verdict.error)
                       : real_create.load()(handle, bytes, properties, flags);
}

CUresult launch(CUfunction kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                unsigned block_y, unsigned block_z, unsigned shared, CUstream stream, void** arguments,
                void** extra) {
  const ordeal::shim::Verdict verdict = ordeal::shim::ask(ORDEAL_LAUNCH);
  if (verdict.error || verdict.skip) return static_cast<CUresult>(verdict.error);
  return real_launch.load()(kernel, grid_x, grid_y, grid_z, block_x, block_y, block_z, shared, stream,
                            arguments, extra);
}

template <class Function>
void wrap(void** entry, std::atomic<Function*>& real, Function* wrapper) {
  if (*entry == reinterpret_cast<void*>(wrapper)) return;
  real.store(reinterpret_cast<Function*>(*entry));
  *entry = reinterpret_cast<void*>(wrapper);
}

void wrap_entry(const char* symbol, void** entry) {
  if (!entry || !*entry) return;
  if (std::strcmp(symbol, "cuMemCreate") == 0) wrap(entry, real_create, &create);
  if (std::strcmp(symbol, "cuLaunchKernel") == 0) wrap(entry, real_launch, &launch);
}

}  // namespace

ORDEAL_EXPORT cudaGetDriverEntryPointByVersion(const char* symbol, void** entry, unsigned version,
                                               unsigned long long flags,
                                               cudaDriverEntryPointQueryResult* status) {
  const cudaError_t error =
      ORDEAL_CALL_REAL(cudaGetDriverEntryPointByVersion, symbol, entry, version, flags, status);
  if (error == cudaSuccess) wrap_entry(symbol, entry);
  return error;
}
