// What every device must do alike. The script (device_conformance.cpp) is a GoogleTest over DeviceUnderTest;
// a device's own test program links pipeline_env_device_conformance, implements DeviceUnderTest, and defines
// devices_under_test().
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/env/env.hpp"

namespace slots::conformance {

class DeviceUnderTest {
 public:
  virtual ~DeviceUnderTest() = default;

  // Runs `body` as a program whose Env has the device, on which nothing is loaded yet. Once.
  virtual void run(std::function<Task<void>(Env&)> body) = 0;
  // What Device::load() needs: models of the profile tiny.
  virtual DeviceSettings settings() = 0;
  // Its memory is the host's.
  virtual bool on_host() const { return false; }
  // Where a slot's files go.
  virtual std::string folder() = 0;

  // The next `times` allocations of the stage fail, whatever memory there is.
  virtual void fail_allocations(Stage stage, std::uint64_t times) = 0;
  // The next run of the stage meets this fault, once: launch_failed, sticky or lost.
  virtual void fail(Stage stage, DeviceFault fault) = 0;
  // What was asked for above is over; a spoilt device stays spoilt.
  virtual void heal() = 0;
  // For a device that no pace holds up: the next run of the stage does not end before it is cancelled.
  virtual void hold(Stage) {}
  // Other processes on the card, beside which the image stage does not fit within settings().limits.
  struct Others {
    std::function<void()> take;      // what there is of it, and more each time
    std::function<bool()> have_all;  // what they want
    std::function<void()> leave;
  };
  // Nothing: no others can be on it, and `why`.
  virtual std::optional<Others> others(std::string& why) = 0;
  // Flips a bit of a loaded weight and says whose: "audio". Or says in `why` why that cannot be.
  virtual std::optional<std::string> flip_a_weight(std::string& why) = 0;
};

struct NamedDevice {
  std::string name;  // letters and digits
  std::function<std::unique_ptr<DeviceUnderTest>()> make;
};
inline void PrintTo(const NamedDevice& device, std::ostream* out) {
  *out << device.name;
}

// Defined by the program that is linked with the script.
std::vector<NamedDevice> devices_under_test();

}  // namespace slots::conformance
