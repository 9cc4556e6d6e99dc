// For the tests: a driver over the host's memory, as far as programs can tell. Some calls tell that they were
// reached, as those of stand_in_runtime.cpp do.
#include <cuda.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

CUresult reached(const char* what) {
  if (!std::getenv("STAND_IN_QUIET")) std::printf("%s ", what);
  return CUDA_SUCCESS;
}

void* host(CUdeviceptr memory) {
  return reinterpret_cast<void*>(memory);
}

}  // namespace

extern "C" {
CUresult cuMemAlloc_v2(CUdeviceptr* memory, size_t bytes) {
  *memory = reinterpret_cast<CUdeviceptr>(std::malloc(bytes));
  return reached("allocated");
}
CUresult cuMemAllocAsync(CUdeviceptr* memory, size_t bytes, CUstream) {
  return cuMemAlloc_v2(memory, bytes);
}
CUresult cuMemAllocFromPoolAsync(CUdeviceptr* memory, size_t bytes, CUmemoryPool, CUstream) {
  return cuMemAlloc_v2(memory, bytes);
}
CUresult cuMemHostAlloc(void** memory, size_t bytes, unsigned) {
  *memory = std::malloc(bytes);
  return reached("pinned");
}
CUresult cuMemAllocHost_v2(void** memory, size_t bytes) {
  return cuMemHostAlloc(memory, bytes, 0);
}
CUresult cuMemFree_v2(CUdeviceptr memory) {
  std::free(host(memory));
  return CUDA_SUCCESS;
}
CUresult cuMemFreeAsync(CUdeviceptr memory, CUstream) {
  return cuMemFree_v2(memory);
}
CUresult cuMemCreate(CUmemGenericAllocationHandle* handle, size_t, const CUmemAllocationProp*,
                     unsigned long long) {
  *handle = 1;
  return reached("created");
}
CUresult cuMemRelease(CUmemGenericAllocationHandle) {
  return reached("released");
}
CUresult cuLaunchKernel(CUfunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                        CUstream, void**, void**) {
  return reached("launched");
}
CUresult cuLaunchKernelEx(const CUlaunchConfig*, CUfunction, void**, void**) {
  return reached("launched");
}
CUresult cuLaunchCooperativeKernel(CUfunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                                   unsigned, CUstream, void**) {
  return reached("launched");
}
CUresult cuGraphLaunch(CUgraphExec, CUstream) {
  return reached("launched");
}
CUresult cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
  std::memmove(host(to), host(from), bytes);
  return reached("copied");
}
CUresult cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream) {
  return cuMemcpy(to, from, bytes);
}
CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, size_t bytes) {
  return cuMemcpy(to, reinterpret_cast<CUdeviceptr>(from), bytes);
}
CUresult cuMemcpyDtoH_v2(void* to, CUdeviceptr from, size_t bytes) {
  return cuMemcpy(reinterpret_cast<CUdeviceptr>(to), from, bytes);
}
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t bytes, CUstream) {
  return cuMemcpyHtoD_v2(to, from, bytes);
}
CUresult cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t bytes, CUstream) {
  return cuMemcpyDtoH_v2(to, from, bytes);
}
CUresult cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t bytes) {
  std::memset(host(to), value, bytes);
  return reached("set");
}
CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t words, CUstream) {
  for (size_t n = 0; n < words; ++n) static_cast<unsigned*>(host(to))[n] = value;
  return reached("set");
}
CUresult cuStreamSynchronize(CUstream) {
  return reached("waited");
}
CUresult cuEventSynchronize(CUevent) {
  return reached("waited");
}
CUresult cuCtxSynchronize() {
  return reached("waited");
}

CUresult cuGetProcAddress_v2(const char* symbol, void** entry, int, cuuint64_t,
                             CUdriverProcAddressQueryResult* found) {
#define ORDEAL_SYMBOL(name, exported) {name, reinterpret_cast<void*>(&exported)}
  static const struct {
    const char* name;
    void* function;
  } kSymbols[] = {ORDEAL_SYMBOL("cuMemAlloc", cuMemAlloc_v2),
                  ORDEAL_SYMBOL("cuMemAllocAsync", cuMemAllocAsync),
                  ORDEAL_SYMBOL("cuMemAllocFromPoolAsync", cuMemAllocFromPoolAsync),
                  ORDEAL_SYMBOL("cuMemHostAlloc", cuMemHostAlloc),
                  ORDEAL_SYMBOL("cuMemAllocHost", cuMemAllocHost_v2),
                  ORDEAL_SYMBOL("cuMemFree", cuMemFree_v2),
                  ORDEAL_SYMBOL("cuMemFreeAsync", cuMemFreeAsync),
                  ORDEAL_SYMBOL("cuMemCreate", cuMemCreate),
                  ORDEAL_SYMBOL("cuMemRelease", cuMemRelease),
                  ORDEAL_SYMBOL("cuLaunchKernel", cuLaunchKernel),
                  ORDEAL_SYMBOL("cuLaunchKernelEx", cuLaunchKernelEx),
                  ORDEAL_SYMBOL("cuLaunchCooperativeKernel", cuLaunchCooperativeKernel),
                  ORDEAL_SYMBOL("cuGraphLaunch", cuGraphLaunch),
                  ORDEAL_SYMBOL("cuMemcpy", cuMemcpy),
                  ORDEAL_SYMBOL("cuMemcpyAsync", cuMemcpyAsync),
                  ORDEAL_SYMBOL("cuMemcpyHtoD", cuMemcpyHtoD_v2),
                  ORDEAL_SYMBOL("cuMemcpyDtoH", cuMemcpyDtoH_v2),
                  ORDEAL_SYMBOL("cuMemcpyHtoDAsync", cuMemcpyHtoDAsync_v2),
                  ORDEAL_SYMBOL("cuMemcpyDtoHAsync", cuMemcpyDtoHAsync_v2),
                  ORDEAL_SYMBOL("cuMemsetD8", cuMemsetD8_v2),
                  ORDEAL_SYMBOL("cuMemsetD32Async", cuMemsetD32Async),
                  ORDEAL_SYMBOL("cuStreamSynchronize", cuStreamSynchronize),
                  ORDEAL_SYMBOL("cuEventSynchronize", cuEventSynchronize),
                  ORDEAL_SYMBOL("cuCtxSynchronize", cuCtxSynchronize),
                  ORDEAL_SYMBOL("cuGetProcAddress", cuGetProcAddress_v2)};
  for (const auto& each : kSymbols) {
    if (std::strcmp(each.name, symbol) != 0) continue;
    *entry = each.function;
    if (found) *found = CU_GET_PROC_ADDRESS_SUCCESS;
    return CUDA_SUCCESS;
  }
  *entry = nullptr;
  if (found) *found = CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  return CUDA_ERROR_NOT_FOUND;
}
}
