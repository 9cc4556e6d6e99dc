// For the tests of the device: loads the plug-in as a worker does (dlopen), on a card and with a rule block
// of the test's own. One process holds one rule block and one plug-in; every test gets a fresh card.
#pragma once

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "faults/rule/rule_block.hpp"
#include "faults/simgpu/card.hpp"
#include "pipeline/env/device_plugin.hpp"

namespace ordeal::simgpu {

// Its role in rules is "worker 1".
class LoadedDevice : public testing::Test {
 protected:
  static constexpr std::uint64_t kCapacity = 4'000'000;

  LoadedDevice();
  ~LoadedDevice() override;

  // Opens the device with these settings more; null with `why` when it is refused.
  std::unique_ptr<slots::DevicePlugin> open(std::map<std::string, std::string> settings, std::string& why);

  rule::Guard arm(const rule::Rule&);
  rule::RuleBlock& rules();
  at::Tensor to_device(const at::Tensor& tensor) { return tensor.to(where); }
  std::uint64_t used() { return device->memory().used_here; }

  std::string card_path;
  std::unique_ptr<slots::DevicePlugin> device;
  const at::Device where{"privateuseone:0"};
};

// What a call threw, for comparison in one line.
enum class Thrown { nothing, out_of_memory, torch_error, cancelled, other };
std::ostream& operator<<(std::ostream&, Thrown);

template <class Call>
Thrown thrown_by(Call call) {
  try {
    call();
  } catch (const slots::StageCancelled&) {
    return Thrown::cancelled;
  } catch (const c10::OutOfMemoryError&) {
    return Thrown::out_of_memory;
  } catch (const c10::Error&) {
    return Thrown::torch_error;
  } catch (...) {
    return Thrown::other;
  }
  return Thrown::nothing;
}

}  // namespace ordeal::simgpu
