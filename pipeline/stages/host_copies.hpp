// Copies from a device to the host: by way of memory that the device copies to by itself (pinned), where it
// has such memory, and plainly where there is no more of it. (Includes LibTorch.)
#pragma once

#include <ATen/ATen.h>

#include <atomic>
#include <functional>
#include <vector>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/protocol/messages.hpp"

namespace slots {

// Any thread.
class HostCopies {
 public:
  // `notify` hears once that there is too little memory to pin: "pinned_memory_short".
  HostCopies(DevicePlugin& device, std::function<void(Notice)> notify)
      : device_(device), notify_(std::move(notify)) {}

  // Waits for the device. As float32; nothing stays pinned, also when the copy throws.
  std::vector<float> to_host(const at::Tensor& tensor);

 private:
  void tell_once(std::size_t bytes);

  DevicePlugin& device_;
  const std::function<void(Notice)> notify_;
  std::atomic<bool> told_{false};
};

}  // namespace slots
