// LD_PRELOAD over a dynamically linked CUDA runtime: each wrapper asks the rules before the real call, so
// that an error costs no device, and a held or killed process has not done what it was about to do.
#include "faults/shim/interpose.hpp"

using ordeal::shim::ask;
using ordeal::shim::Verdict;

#define ORDEAL_EXPORT extern "C" __attribute__((visibility("default"))) cudaError_t CUDARTAPI

ORDEAL_EXPORT cudaMalloc(void** memory, size_t bytes) {
  if (const Verdict verdict = ask(ORDEAL_ALLOC, bytes); verdict.error) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMalloc, memory, bytes);
}

ORDEAL_EXPORT cudaMallocAsync(void** memory, size_t bytes, cudaStream_t stream) {
  if (const Verdict verdict = ask(ORDEAL_ALLOC, bytes); verdict.error) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMallocAsync, memory, bytes, stream);
}

ORDEAL_EXPORT cudaFree(void* memory) {
  if (const Verdict verdict = ask(ORDEAL_FREE); verdict.error) return verdict.error;
  return ORDEAL_CALL_REAL(cudaFree, memory);
}

ORDEAL_EXPORT cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** arguments, size_t shared,
                               cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_LAUNCH);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaLaunchKernel, kernel, grid, block, arguments, shared, stream);
}

ORDEAL_EXPORT cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* kernel, void** arguments) {
  const Verdict verdict = ask(ORDEAL_LAUNCH);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaLaunchKernelExC, config, kernel, arguments);
}

ORDEAL_EXPORT cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpy, to, from, verdict.bytes, kind);
}

ORDEAL_EXPORT cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind,
                              cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpyAsync, to, from, verdict.bytes, kind, stream);
}

ORDEAL_EXPORT cudaStreamSynchronize(cudaStream_t stream) {
  if (const Verdict verdict = ask(ORDEAL_SYNCHRONIZE); verdict.error) return verdict.error;
  return ORDEAL_CALL_REAL(cudaStreamSynchronize, stream);
}

ORDEAL_EXPORT cudaDeviceSynchronize() {
  if (const Verdict verdict = ask(ORDEAL_SYNCHRONIZE); verdict.error) return verdict.error;
  return ORDEAL_CALL_REAL(cudaDeviceSynchronize);
}

// A <<<launch>>> shows its error nowhere else, and LibTorch clears errors here.
ORDEAL_EXPORT cudaGetLastError() {
  const cudaError_t own = ordeal::shim::take_last_error();
  const cudaError_t real = ORDEAL_CALL_REAL(cudaGetLastError);
  return own ? own : real;
}

ORDEAL_EXPORT cudaPeekAtLastError() {
  const cudaError_t own = ordeal::shim::peek_last_error();
  return own ? own : ORDEAL_CALL_REAL(cudaPeekAtLastError);
}
