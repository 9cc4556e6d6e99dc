// RIFF files (WAV, AVI) are made of little-endian numbers and of chunks: four letters, a length, the content.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace slots {

inline void put16(std::string& to, std::uint32_t v) {
  to += static_cast<char>(v);
  to += static_cast<char>(v >> 8);
}

inline void put32(std::string& to, std::uint32_t v) {
  put16(to, v);
  put16(to, v >> 16);
}

// A chunk; an odd length is filled up with a zero that the length does not count.
inline std::string chunk(std::string_view four_letters, std::string_view content) {
  std::string out(four_letters);
  put32(out, static_cast<std::uint32_t>(content.size()));
  out += content;
  if (content.size() % 2) out += '\0';
  return out;
}

inline std::string little_endian(std::span<const std::int16_t> samples) {
  static_assert(std::endian::native == std::endian::little);  // as every machine that LibTorch runs on
  return {reinterpret_cast<const char*>(samples.data()), samples.size_bytes()};
}

}  // namespace slots
