// A model, from its file onto a device.
// (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <filesystem>

#include "pipeline/env/device_failure.hpp"
#include "pipeline/models/manifest.hpp"

namespace slots {

// Errors: MODEL_* with both sums or versions; what the device throws when its memory is short.
ModelResult<torch::jit::Module> load_model(const std::filesystem::path& folder, const ModelEntry&,
                                           const c10::Device&);

// As a failure of loading.
StageError as_stage_error(const ModelError&);

}  // namespace slots
