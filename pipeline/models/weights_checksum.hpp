// The checksum of a network's weights where they are: on the host or on a device. (Includes LibTorch.)
//
// The sum of all bytes of all parameters and buffers, read as little-endian 64-bit integers (a tensor's last
// bytes filled up with zeros), modulo 2^64. Changing any one bit changes the sum by a power of two, so any
// single flipped bit is found; two weights that change places are not. It reads memory as fast as the device
// can.
#pragma once

#include <torch/script.h>

#include <cstdint>

namespace slots {

std::uint64_t weights_checksum(const torch::jit::Module&);
std::uint64_t checksum_of(const at::Tensor&);

}  // namespace slots
