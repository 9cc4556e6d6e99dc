// Counts what each stage of a slot costs on a device.
#pragma once

#include <filesystem>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/protocol/costs.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

// Loads the models and makes one slot of a fixed request, one stage after the other, as fast as it goes. Its
// files go into `scratch`, which is made and removed again. The device must be this process's alone. Errors:
// those of SlotEngine.
StageResult<Costs> measure_costs(DevicePlugin&, const Profile&, const std::filesystem::path& models,
                                 const std::filesystem::path& scratch);

}  // namespace slots
