// LibTorch's allocator for the simulated device: host memory, accounted for on the card.
#pragma once

#include <c10/core/Allocator.h>

namespace ordeal::simgpu {

c10::Allocator& allocator();

}  // namespace ordeal::simgpu
