// Finds a device's plug-in, ../lib/libslot_device_<name>.so beside the running program, and opens the device.
#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "pipeline/env/device_plugin.hpp"

namespace slots {

// Why a device cannot be used, and what to do about it; the worker then exits with 71.
struct DeviceUnavailable {
  std::string device;
  std::string reason;
};

[[noreturn]] inline void throw_exception_from_error(const DeviceUnavailable& e,
                                                    const boost::source_location&) {
  throw std::runtime_error("device " + e.device + ": " + e.reason);
}

// A plug-in stays loaded until the process ends (LibTorch keeps what it registers).
boost::system::result<std::unique_ptr<DevicePlugin>, DeviceUnavailable> load_device(
    const std::string& name, const DeviceOptions& = {});

}  // namespace slots
