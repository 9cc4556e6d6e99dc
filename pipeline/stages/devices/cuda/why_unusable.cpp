#include "pipeline/stages/devices/cuda/why_unusable.hpp"

#include <cuda_runtime_api.h>

#include "pipeline/stages/devices/cuda/health_kernel.hpp"

namespace slots {
namespace {

std::string release(int version) {  // 13020 → "13.2"
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

std::string said(cudaError_t e) {
  return std::string(cudaGetErrorString(e)) + " (" + cudaGetErrorName(e) + ')';
}

std::string driver_trouble() {
  int driver = 0, runtime = 0;
  const cudaError_t asked = cudaDriverGetVersion(&driver);
  if (asked != cudaSuccess) return "the NVIDIA driver does not answer: " + said(asked);
  if (driver == 0) return "no NVIDIA driver is installed; install one, or use another device";
  if (cudaRuntimeGetVersion(&runtime) == cudaSuccess && driver / 1000 < runtime / 1000)
    return "the NVIDIA driver is too old: it supports CUDA " + release(driver) + ", this program needs " +
           release(runtime) + "; update the driver";
  return {};
}

std::string kernel_trouble() {
  const KernelHealth health = run_health_kernel();
  if (health.error == cudaErrorMemoryAllocation) {
    std::size_t free = 0, total = 0;
    const bool known = cudaMemGetInfo(&free, &total) == cudaSuccess;
    return "its memory is taken" +
           (known ? ": " + std::to_string(free) + " bytes free of " + std::to_string(total) : std::string()) +
           "; end what uses it";
  }
  if (health.error != cudaSuccess) return "a kernel does not run on it: " + said(health.error);
  return health.right ? "" : "it computes wrongly: a kernel gave a wrong answer; take it out of service";
}

}  // namespace

std::string why_unusable(int index) {
  if (std::string trouble = driver_trouble(); !trouble.empty()) return trouble;
  int count = 0;
  const cudaError_t counted = cudaGetDeviceCount(&count);
  if (counted == cudaErrorNoDevice || (counted == cudaSuccess && count == 0))
    return "the driver finds no device; check nvidia-smi and CUDA_VISIBLE_DEVICES";
  if (counted != cudaSuccess) return "the devices cannot be counted: " + said(counted);
  if (index < 0 || index >= count)
    return "there is no device " + std::to_string(index) + "; the machine has " + std::to_string(count);
  if (const cudaError_t set = cudaSetDevice(index); set != cudaSuccess)
    return "it cannot be selected: " + said(set);
  return kernel_trouble();
}

}  // namespace slots
