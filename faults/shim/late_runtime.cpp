// For the tests: a plug-in that brings the CUDA runtime with it, loaded by a program that has none.
#include <cuda_runtime_api.h>

extern "C" int late_malloc() {
  void* memory = nullptr;
  return cudaMalloc(&memory, 4096);
}
