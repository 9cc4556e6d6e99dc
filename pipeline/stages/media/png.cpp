#include "pipeline/stages/media/png.hpp"

#include <png.h>
#include <zlib.h>

#include <csetjmp>
#include <stdexcept>

namespace slots {
namespace {

// Smooth pictures: the mean of the neighbours predicts a pixel well, and searching for repetitions finds
// none. 5 ms for 512 × 512 instead of 12 with libpng's fastest defaults, and a third of the size.
constexpr int kFilter = PNG_FILTER_AVG, kStrategy = Z_HUFFMAN_ONLY, kLevel = 1;

void append(png_structp png, png_bytep data, std::size_t bytes) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), bytes);
}

void flush(png_structp) {}

void remember(png_structp png, png_const_charp message) {
  *static_cast<std::string*>(png_get_error_ptr(png)) = message;
  png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}  // by default they go to the standard error stream

// No object with a destructor in here: libpng leaves by longjmp.
bool encode(png_structp png, png_infop info, std::string& out, const std::uint8_t* rgb, int side) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  const auto pixels = static_cast<png_uint_32>(side);
  png_set_write_fn(png, &out, append, flush);
  png_set_IHDR(png, info, pixels, pixels, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, kFilter);
  png_set_compression_strategy(png, kStrategy);
  png_set_compression_level(png, kLevel);
  png_write_info(png, info);
  for (int y = 0; y < side; ++y) png_write_row(png, rgb + 3L * side * y);
  png_write_end(png, info);
  return true;
}

}  // namespace

std::string to_png(std::span<const std::uint8_t> rgb, int side) {
  std::string out, message = "out of memory";
  out.reserve(rgb.size() + 64UL * 1024);  // more than any picture takes: nothing may throw inside libpng
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &message, remember, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  const bool good = info && encode(png, info, out, rgb.data(), side);
  png_destroy_write_struct(&png, &info);
  if (!good) throw std::runtime_error("libpng cannot write the picture: " + message);
  return out;
}

}  // namespace slots
