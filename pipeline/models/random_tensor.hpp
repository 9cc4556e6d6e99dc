// Tensors of keyed random numbers. (Includes LibTorch: for the files that build the networks only.)
#pragma once

#include <torch/script.h>

#include <cstdint>

namespace slots {

// Normal numbers (mean 0, variance 1) of the given shape, float32.
at::Tensor normal_tensor(std::uint64_t key, at::IntArrayRef shape);

}  // namespace slots
