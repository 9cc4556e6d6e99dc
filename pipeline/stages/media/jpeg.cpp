#include "pipeline/stages/media/jpeg.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
// clang-format off
#include <jpeglib.h>   // needs <cstdio> before it
// clang-format on

namespace slots {
namespace {

// libjpeg ends the process at an error unless it is given a way out, and its C frames are no place for
// exceptions.
struct WayOut {
  jpeg_error_mgr manager;  // first: libjpeg hands back its address
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

void leave(j_common_ptr c) {
  auto* out = reinterpret_cast<WayOut*>(c->err);
  c->err->format_message(c, out->message);
  std::longjmp(out->back, 1);
}

struct Encoded {
  unsigned char* bytes = nullptr;  // by malloc
  unsigned long size = 0;
};

// No object with a destructor in here: longjmp would skip it.
bool encode(jpeg_compress_struct& c, WayOut& out, Encoded& to, const std::uint8_t* rgb, int side,
            int quality) {
  if (setjmp(out.back) != 0) return false;
  jpeg_create_compress(&c);
  jpeg_mem_dest(&c, &to.bytes, &to.size);
  c.image_width = c.image_height = static_cast<JDIMENSION>(side);
  c.input_components = 3;
  c.in_color_space = JCS_RGB;
  jpeg_set_defaults(&c);
  jpeg_set_quality(&c, quality, TRUE);
  jpeg_start_compress(&c, TRUE);
  while (c.next_scanline < c.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(rgb) + 3L * side * c.next_scanline;  // it is not written to
    jpeg_write_scanlines(&c, &row, 1);
  }
  jpeg_finish_compress(&c);
  return true;
}

}  // namespace

std::string to_jpeg(std::span<const std::uint8_t> rgb, int side, int quality) {
  jpeg_compress_struct c{};
  WayOut out{};
  Encoded encoded;
  c.err = jpeg_std_error(&out.manager);
  out.manager.error_exit = leave;
  const bool good = encode(c, out, encoded, rgb.data(), side, quality);
  jpeg_destroy_compress(&c);
  std::string bytes;
  if (good) bytes.assign(reinterpret_cast<const char*>(encoded.bytes), encoded.size);
  std::free(encoded.bytes);
  if (!good) throw std::runtime_error(std::string("libjpeg cannot write the picture: ") + out.message);
  return bytes;
}

}  // namespace slots
