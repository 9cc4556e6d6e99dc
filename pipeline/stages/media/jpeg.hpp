// A picture as JPEG, by libjpeg.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace slots {

// side × side × 3 bytes, red green blue.
std::string to_jpeg(std::span<const std::uint8_t> rgb, int side, int quality = 90);

}  // namespace slots
