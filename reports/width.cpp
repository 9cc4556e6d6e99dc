// How much of a text fits into a line of a terminal.
#include <algorithm>
#include <cstdint>

#include "harness/text/utf8.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {
namespace {

struct Range {
  std::uint32_t first, last;
};

// What terminals show in two columns, in whole blocks. Source: EastAsianWidth.txt of Unicode 15, W and F.
constexpr Range wide[] = {{0x1100, 0x115F},  {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
                          {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                          {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
                          {0x20000, 0x3FFFD}};

// Of a well-formed UTF-8 sequence.
std::uint32_t code_point(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first;
  std::uint32_t point = first & (0x7FU >> sequence.size());
  for (const char c : sequence.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return point;
}

std::size_t columns_of(std::uint32_t point) {
  return std::any_of(std::begin(wide), std::end(wide),
                     [point](Range range) { return range.first <= point && point <= range.last; })
             ? 2
             : 1;
}

}  // namespace

std::string cut_to_width(std::string_view text, std::size_t columns) {
  const std::string valid = valid_utf8(text);
  std::string fits;
  std::size_t used = 0,
              shorter = 0;  // bytes of `fits` that leave room for the sign that something is left out
  for (std::string_view rest = valid; !rest.empty();) {
    const auto sequence = rest.substr(0, utf8_sequence_length(rest));
    rest.remove_prefix(sequence.size());
    const std::uint32_t point = code_point(sequence);
    used += columns_of(point);
    if (used > columns) return columns == 0 ? "" : fits.substr(0, shorter) + "…";
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    fits += control ? " " : sequence;
    if (used + 1 <= columns) shorter = fits.size();
  }
  return fits;
}

}  // namespace ordeal::reports
