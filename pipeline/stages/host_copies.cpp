#include "pipeline/stages/host_copies.hpp"

#include "pipeline/stages/stage_failure.hpp"

namespace slots {
namespace {

class Pinned {
 public:
  Pinned(DevicePlugin& device, std::size_t bytes) : device_(device), memory_(device.pin(bytes)) {}
  ~Pinned() {
    if (memory_) device_.unpin(memory_);
  }
  Pinned(const Pinned&) = delete;
  void* memory() const { return memory_; }

 private:
  DevicePlugin& device_;
  void* const memory_;
};

std::vector<float> as_floats(const at::Tensor& on_host) {
  const at::Tensor floats = on_host.to(at::kFloat).contiguous();
  return {floats.data_ptr<float>(), floats.data_ptr<float>() + floats.numel()};
}

}  // namespace

void HostCopies::tell_once(std::size_t bytes) {
  if (told_.exchange(true) || !notify_) return;
  notify_({.type = "pinned_memory_short",
           .fields = {{"device", device_label(device_)}, {"required_bytes", bytes}}});
}

std::vector<float> HostCopies::to_host(const at::Tensor& tensor) {
  const at::Tensor whole = tensor.contiguous();
  const Pinned block(device_, whole.nbytes());
  if (!block.memory()) {
    if (device_.take_error().fault == DeviceFault::out_of_memory) tell_once(whole.nbytes());
    return as_floats(whole.cpu());
  }
  const at::Tensor host = at::from_blob(block.memory(), whole.sizes(), whole.options().device(at::kCPU));
  host.copy_(whole);
  return as_floats(host);
}

}  // namespace slots
