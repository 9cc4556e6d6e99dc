// std::string_view::find_first_of for two ASCII characters, eight bytes at a time. The standard library's
// calls memchr for each character of the text, which shows in texts as short as a cell.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ordeal::gherkin {

inline std::size_t find_either(std::string_view text, char one, char other, std::size_t from = 0) {
  static_assert(std::endian::native == std::endian::little, "the first byte of a text is its word's lowest");
  constexpr std::uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  // The high bit of each byte that is zero; above the first such byte there may be more than there should.
  const auto zeros = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes & highs; };
  const std::uint64_t ones_of_one = ones * static_cast<unsigned char>(one);
  const std::uint64_t ones_of_other = ones * static_cast<unsigned char>(other);
  std::size_t at = from;
  for (std::uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t found = zeros(eight ^ ones_of_one) | zeros(eight ^ ones_of_other);
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  for (; at < text.size(); ++at) {
    if (text[at] == one || text[at] == other) return at;
  }
  return std::string_view::npos;
}

}  // namespace ordeal::gherkin
