#include <array>

#include "pipeline/stages/devices/cuda/health_kernel.hpp"

namespace slots {
namespace {

constexpr int kThreads = 256, kBlocks = 4, kNumbers = kThreads * kBlocks;

__global__ void squares(unsigned* out) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  out[i] = i * i;
}

bool right(const std::array<unsigned, kNumbers>& found) {
  for (unsigned i = 0; i < kNumbers; ++i)
    if (found[i] != i * i) return false;
  return true;
}

}  // namespace

KernelHealth run_health_kernel() {
  KernelHealth health;
  unsigned* there = nullptr;
  std::array<unsigned, kNumbers> here{};
  health.error = cudaMalloc(&there, sizeof here);
  if (health.error != cudaSuccess) return health;
  squares<<<kBlocks, kThreads>>>(there);
  health.error = cudaGetLastError();
  if (health.error == cudaSuccess)
    health.error = cudaMemcpy(here.data(), there, sizeof here, cudaMemcpyDeviceToHost);
  const cudaError_t freed = cudaFree(there);
  if (health.error == cudaSuccess) health.error = freed;
  health.right = health.error == cudaSuccess && right(here);
  return health;
}

}  // namespace slots
