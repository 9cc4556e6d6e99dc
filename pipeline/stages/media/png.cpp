#include "pipeline/stages/media/png.hpp"

#include <png.h>

#include <stdexcept>

namespace slots {

std::string to_png(std::span<const std::uint8_t> rgb, int side) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(side);
  image.format = PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;  // 5 ms instead of 30 for 512 × 512, a fifth larger
  std::string out(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t bytes = out.size();
  if (!png_image_write_to_memory(&image, out.data(), &bytes, 0, rgb.data(), 3 * side, nullptr))
    throw std::runtime_error(std::string("libpng cannot write the picture: ") + image.message);
  out.resize(bytes);
  return out;
}

}  // namespace slots
