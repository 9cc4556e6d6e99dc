// For the tests: a runtime with a device, as far as the shim can tell. Every call succeeds; cudaMalloc tells
// it, so that a test sees whether the real call was reached.
#include <cuda.h>
#include <cuda_runtime_api.h>

#include <cstdio>

static CUresult create(CUmemGenericAllocationHandle*, size_t, const CUmemAllocationProp*,
                       unsigned long long) {
  std::printf("created ");
  return CUDA_SUCCESS;
}

extern "C" {
cudaError_t cudaMalloc(void**, size_t) {
  std::printf("allocated ");
  return cudaSuccess;
}
cudaError_t cudaMallocAsync(void**, size_t, cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaFree(void*) {
  return cudaSuccess;
}
cudaError_t cudaLaunchKernel(const void*, dim3, dim3, void**, size_t, cudaStream_t) {
  std::printf("launched ");
  return cudaSuccess;
}
cudaError_t cudaMemcpy(void*, const void*, size_t bytes, cudaMemcpyKind) {
  std::printf("copied %zu ", bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void*, const void*, size_t, cudaMemcpyKind, cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaDeviceSynchronize() {
  return cudaSuccess;
}
cudaError_t cudaGetLastError() {
  return cudaSuccess;
}
cudaError_t cudaPeekAtLastError() {
  return cudaSuccess;
}
cudaError_t cudaGetDriverEntryPointByVersion(const char*, void** entry, unsigned, unsigned long long,
                                             cudaDriverEntryPointQueryResult* status) {
  *entry = reinterpret_cast<void*>(&create);
  *status = cudaDriverEntryPointSuccess;
  return cudaSuccess;
}
}
