// A program that uses CUDA and knows nothing of faults: it makes the calls named on its command line and
// prints each one's code. Linked with the real runtime, with a stand-in for it, or with none (then it loads
// "late" ones).
#include <cuda.h>
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstring>

#include "pipeline/env/trace.hpp"

static int make_memory() {
  void* entry = nullptr;
  cudaDriverEntryPointQueryResult status;
  const cudaError_t error = cudaGetDriverEntryPointByVersion("cuMemCreate", &entry, 12000, 0, &status);
  if (error != cudaSuccess || !entry) return static_cast<int>(error);
  CUmemGenericAllocationHandle handle;
  return reinterpret_cast<decltype(&cuMemCreate)>(entry)(&handle, 2 << 20, nullptr, 0);
}

int main(int count, char** words) {
  const slots::TraceRange stage("stage", "image");
  for (int i = 1; i < count; ++i) {
    void* memory = nullptr;
    int code = -1;
    if (!std::strcmp(words[i], "malloc")) code = cudaMalloc(&memory, 4096);
    if (!std::strcmp(words[i], "malloc_async")) code = cudaMallocAsync(&memory, 4096, nullptr);
    if (!std::strcmp(words[i], "free")) code = cudaFree(nullptr);
    if (!std::strcmp(words[i], "launch")) code = cudaLaunchKernel(&memory, {1}, {1}, nullptr, 0, nullptr);
    if (!std::strcmp(words[i], "copy")) code = cudaMemcpy(&memory, &memory, sizeof memory, cudaMemcpyDefault);
    if (!std::strcmp(words[i], "copy_async"))
      code = cudaMemcpyAsync(&memory, &memory, sizeof memory, cudaMemcpyDefault, nullptr);
    if (!std::strcmp(words[i], "stream")) code = cudaStreamSynchronize(nullptr);
    if (!std::strcmp(words[i], "device")) code = cudaDeviceSynchronize();
    if (!std::strcmp(words[i], "last")) code = cudaGetLastError();
    if (!std::strcmp(words[i], "peek")) code = cudaPeekAtLastError();
    if (!std::strcmp(words[i], "create")) code = make_memory();
    std::printf("%d ", code);
  }
}
