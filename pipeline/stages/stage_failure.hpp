// Says what a failed stage's exception means, by its type and by what the device says, never by its text.
#pragma once

#include <string>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

// Call inside a catch block. `what` begins the message: "image stage", "loading the models".
StageError describe_failure(DevicePlugin&, const std::string& stage, const std::string& what);

std::string device_label(const DevicePlugin&);  // "cuda:0"

}  // namespace slots
