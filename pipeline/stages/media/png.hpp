// A picture as PNG, by libpng.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace slots {

// side × side × 3 bytes, red green blue.
std::string to_png(std::span<const std::uint8_t> rgb, int side);

}  // namespace slots
