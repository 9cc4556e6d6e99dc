#include "steps/worlds/device_there.hpp"

#include <dlfcn.h>

#include "pipeline/env/nvml.hpp"

namespace ordeal {
namespace {

constexpr const char* kNoDriver = "no NVIDIA driver is installed; use a machine with one, or --on cpu";

}  // namespace

std::string why_no_device() {
  if (!::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL)) return kNoDriver;
  void* library = ::dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (!library) return kNoDriver;
  const auto init = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlInit_v2"));
  const auto count = reinterpret_cast<int (*)(unsigned int*)>(::dlsym(library, "nvmlDeviceGetCount_v2"));
  unsigned int devices = 0;
  const bool asked =
      init && count && init() == slots::nvml::kSuccess && count(&devices) == slots::nvml::kSuccess;
  return asked && devices > 0 ? "" : "its NVIDIA driver finds no device; check nvidia-smi, or use --on cpu";
}

}  // namespace ordeal
