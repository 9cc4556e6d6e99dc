// The image model: paints the prompt's meaning as plane waves, then finds its way to that picture from noise
// in a few denoising steps. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <cstdint>

#include "pipeline/models/model_sizes.hpp"

namespace slots {

// Methods: target(ids [words, 4]) -> [waves], noise(seed [waves]) -> [pixels], step(x [pixels], target
// [waves]) -> [pixels]. A picture is side × side × 3 in [0, 1], colours interleaved, as one vector.
torch::jit::Module image_model(const Profile&, const ModelSizes&, std::uint64_t seed);

}  // namespace slots
