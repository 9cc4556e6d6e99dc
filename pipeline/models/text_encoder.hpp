// The text encoder that the image model and both CLIP towers share: it gives a prompt its point on a sphere.
// The image model paints that point, the towers read it back from the picture. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <cstdint>

#include "pipeline/models/model_sizes.hpp"

namespace slots {

// How much the colour axes count in clip L, against luma's 1.
inline constexpr double kColourWeight = 1.25;

// Adds `text(ids: [words, 4] int64) -> [axes]`, a vector of length 1, to a network. All networks of one seed
// agree: fewer axes give the first axes of the same directions. A word's four table rows are summed and
// multiplied by the pattern of its place, all words are added up, and sin(gain · W u/|u|) throws near
// sentences far apart.
void add_text_encoder(torch::jit::Module&, const ModelSizes&, std::uint64_t seed, std::int64_t axes,
                      double colour_weight = 1);

}  // namespace slots
