// The video model, in half precision: takes the picture apart into waves and turns each at its own speed; the
// sound's loudness changes contrast, brightness and the finer waves. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include "pipeline/models/model_sizes.hpp"

namespace slots {

// Methods: begin(picture [pixels]) -> [waves]; chunk(waves, t [n] frame numbers, loudness [n] in [0, 1]) ->
// [n, pixels] float16 in [0, 1].
torch::jit::Module video_model(const Profile&, const ModelSizes&);

}  // namespace slots
