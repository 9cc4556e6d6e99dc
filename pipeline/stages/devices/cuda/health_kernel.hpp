// A small computation on a CUDA device before LibTorch is loaded: proof that driver, card and kernels work
// together.
#pragma once

#include <cuda_runtime_api.h>

namespace slots {

struct KernelHealth {
  cudaError_t error = cudaSuccess;
  bool right = false;  // the answer, when there was no error
};

// Uses the current device; allocates 4 kB there and frees it.
KernelHealth run_health_kernel();

}  // namespace slots
