// NVIDIA's library that monitors cards, opened when it is asked for: a machine without a driver has none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/env/nvml.hpp"
#include "pipeline/protocol/error.hpp"

namespace slots {

class NvmlLibrary {
 public:
  // Blocks, on a real machine for a second. INTERNAL names the library, and what it answered.
  static Result<std::unique_ptr<NvmlLibrary>> open(const std::string& name);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  const std::vector<nvml::Device>& devices() const { return devices_; }  // by index; null: it does not answer
  // What happens to any device from now on. Blocks until something does, or for `timeout_ms`.
  nvml::Return wait(nvml::EventData& event, unsigned int timeout_ms);
  // Whether the driver says that this device needs a reset or more.
  bool needs_recovery(nvml::Device device);

 private:
  NvmlLibrary() = default;
  template <class Function>
  bool find(void* library, const char* name, Function*& function);
  std::string load(const std::string& name);  // what is wrong; empty: nothing
  std::string start();

  int (*init_)() = nullptr;
  const char* (*error_)(int) = nullptr;
  int (*count_)(unsigned int*) = nullptr;
  int (*handle_)(unsigned int, nvml::Device*) = nullptr;
  int (*event_types_)(nvml::Device, unsigned long long*) = nullptr;
  int (*create_)(nvml::EventSet*) = nullptr;
  int (*register_)(nvml::Device, unsigned long long, nvml::EventSet) = nullptr;
  int (*free_)(nvml::EventSet) = nullptr;
  int (*wait_)(nvml::EventSet, nvml::EventData*, unsigned int) = nullptr;
  int (*fields_)(nvml::Device, int, nvml::FieldValue*) = nullptr;
  nvml::EventSet events_ = nullptr;
  std::vector<nvml::Device> devices_;
};

}  // namespace slots
