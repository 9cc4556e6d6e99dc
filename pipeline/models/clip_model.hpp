// The CLIP model: two towers that read a text's meaning back from a video frame. B reads the 32 axes of luma,
// L all 64 with colour. Each turns the waves back by what the video model must have turned them until that
// frame, so a stuck or exchanged frame is unlike its text. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <cstdint>

#include "pipeline/models/model_sizes.hpp"

namespace slots {

// Methods: read(ids [words, 4]) -> (b [32], l [64]), and likeness(b, l, x [n, pixels] float32, t [n] frame
// numbers) -> [2, n]: the cosine between text and frame, of B and of L.
torch::jit::Module clip_model(const Profile&, const ModelSizes&, std::uint64_t seed);

}  // namespace slots
