// Says what a failed stage's exception means, by its type and by what the device says, never by its text.
#pragma once

#include <string>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/stage.hpp"

namespace slots {

// Call inside a catch block. `what` begins the message: "image stage", "loading the models".
StageError describe_failure(DevicePlugin&, const std::string& stage, const std::string& what);

// What the device says went wrong, for a failed operation that tells no more.
StageError device_failure(const DeviceError&, DevicePlugin&, const std::string& stage,
                          const std::string& what, const std::string& otherwise);

std::string device_label(const DevicePlugin&);  // "cuda:0"

}  // namespace slots
