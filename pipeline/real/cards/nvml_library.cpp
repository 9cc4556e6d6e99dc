#include "pipeline/real/cards/nvml_library.hpp"

#include <dlfcn.h>

namespace slots {
namespace {

constexpr unsigned long long kWanted =
    nvml::kXidCriticalError | nvml::kDoubleBitEccError | nvml::kGpuRecoveryAction;

}  // namespace

template <class Function>
bool NvmlLibrary::find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(::dlsym(library, name));
  return function != nullptr;
}

// It stays loaded: a thread may wait in it until the process ends.
std::string NvmlLibrary::load(const std::string& name) {
  void* library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return "it cannot be loaded; install a driver, or configure no nvml";
  const bool whole =
      find(library, "nvmlInit_v2", init_) && find(library, "nvmlErrorString", error_) &&
      find(library, "nvmlDeviceGetCount_v2", count_) &&
      find(library, "nvmlDeviceGetHandleByIndex_v2", handle_) &&
      find(library, "nvmlDeviceGetSupportedEventTypes", event_types_) &&
      find(library, "nvmlEventSetCreate", create_) && find(library, "nvmlDeviceRegisterEvents", register_) &&
      find(library, "nvmlEventSetFree", free_) && find(library, "nvmlEventSetWait_v2", wait_) &&
      find(library, "nvmlDeviceGetFieldValues", fields_);
  return whole ? "" : "it lacks a function that this program needs; update the driver";
}

std::string NvmlLibrary::start() {
  unsigned int count = 0;
  int answer = init_();
  if (answer == nvml::kSuccess) answer = count_(&count);
  if (answer == nvml::kSuccess) answer = create_(&events_);
  if (answer != nvml::kSuccess) return error_(answer);
  int heard = 0;
  for (unsigned int n = 0; n < count; ++n) {
    nvml::Device device = nullptr;
    unsigned long long types = 0;
    if (handle_(n, &device) != nvml::kSuccess) device = nullptr;  // lost before we came
    if (device && event_types_(device, &types) == nvml::kSuccess &&
        register_(device, types & kWanted, events_) == nvml::kSuccess)
      ++heard;
    devices_.push_back(device);
  }
  return heard > 0 ? "" : "none of its " + std::to_string(count) + " cards tells of events";
}

Result<std::unique_ptr<NvmlLibrary>> NvmlLibrary::open(const std::string& name) {
  std::unique_ptr<NvmlLibrary> library(new NvmlLibrary);
  std::string problem = library->load(name);
  if (problem.empty()) problem = library->start();
  if (!problem.empty()) {
    return Error{
        .code = "INTERNAL",
        .message = "cards are not monitored by " + name.substr(name.rfind('/') + 1) + ": " + problem};
  }
  return library;
}

NvmlLibrary::~NvmlLibrary() {
  if (events_) free_(events_);
}

nvml::Return NvmlLibrary::wait(nvml::EventData& event, unsigned int timeout_ms) {
  return static_cast<nvml::Return>(wait_(events_, &event, timeout_ms));
}

bool NvmlLibrary::needs_recovery(nvml::Device device) {
  nvml::FieldValue field{};
  field.field = nvml::kFieldGpuRecoveryAction;
  const int answer = fields_(device, 1, &field);
  if (answer == nvml::kGpuIsLost) return true;
  return answer == nvml::kSuccess && field.result == nvml::kSuccess && field.value.as_unsigned != 0;
}

}  // namespace slots
