// Models, from their files onto a device.
// (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <filesystem>

#include "pipeline/models/manifest.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

// Errors: MODEL_* with both sums or versions; what the device throws when its memory is short.
ModelResult<torch::jit::Module> load_model(const std::filesystem::path& folder, const ModelEntry&,
                                           const c10::Device&);

// As a failure of loading.
StageError as_stage_error(const ModelError&);

// That of the folder, which must be of models for this profile. Errors: MODEL_*.
StageResult<Manifest> manifest_for(const Profile&, const std::filesystem::path& folder);

}  // namespace slots
