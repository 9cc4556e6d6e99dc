// Kernels: every operation that is not in operations.cpp runs on the CPU, on the same bytes, as one launch.
#pragma once

#include <ATen/core/Tensor.h>

namespace ordeal::simgpu {

// The same bytes, seen as a CPU tensor; a CPU tensor as it is. Valid while `tensor` lives.
at::Tensor on_host(const at::Tensor& tensor);

}  // namespace ordeal::simgpu
