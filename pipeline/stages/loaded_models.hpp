// The four networks of a profile on a device. (Includes LibTorch.)
#pragma once

#include <array>
#include <filesystem>

#include "pipeline/models/manifest.hpp"
#include "pipeline/stages/network.hpp"

namespace slots {

struct LoadedModels {
  Manifest manifest;
  AudioNetwork audio;
  ImageNetwork image;
  VideoNetwork video;
  ClipNetwork clip;

  const torch::jit::Module& module(std::string_view name) const;
};

// Nothing reaches the loader before its file's sum agrees; then the weights on the device are summed as well.
// Errors: MODEL_*, and what the device throws.
StageResult<LoadedModels> load_models(DevicePlugin&, const Profile&, const std::filesystem::path& folder);

// Compares the weights on the device with the manifest.
StageResult<void> compare_weights(const LoadedModels&);

// How many launches each stage takes on this device, found by running a part of each stage with a prompt of
// its own. The results are checked as in a slot, the CLIP gate included: what cannot pass is
// MODEL_LOAD_FAILED.
struct ExpectedLaunches {
  ByStage<std::uint64_t> whole;
  std::uint64_t clip_read = 0, clip_compare = 0;  // of the text; of each keyframe
};
StageResult<ExpectedLaunches> warm_up(DevicePlugin&, const LoadedModels&);

}  // namespace slots
