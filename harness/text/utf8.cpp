#include "harness/text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace ordeal {
namespace {

struct Range {
  std::uint8_t first, last;
};

constexpr Range any_continuation{0x80, 0xBF};

// What the second byte may be, by the first.
constexpr Range second_byte(std::uint8_t first) {
  switch (first) {
    case 0xE0:
      return {0xA0, 0xBF};  // below: overlong
    case 0xED:
      return {0x80, 0x9F};  // above: surrogates
    case 0xF0:
      return {0x90, 0xBF};  // below: overlong
    case 0xF4:
      return {0x80, 0x8F};  // above: beyond U+10FFFF
    default:
      return any_continuation;
  }
}

constexpr std::size_t length_by_first_byte(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool lies_in(char byte, Range range) {
  const auto value = static_cast<std::uint8_t>(byte);
  return value >= range.first && value <= range.last;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(text[0]);
  const std::size_t length = length_by_first_byte(first);
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!lies_in(text[i], i == 1 ? second_byte(first) : any_continuation)) return 0;
  }
  return length;
}

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    constexpr std::uint64_t high_bits = 0x8080808080808080u;
    std::uint64_t four[4];
    while (text.size() - at >= sizeof four) {  // ASCII, the usual case, in large steps
      std::memcpy(four, text.data() + at, sizeof four);
      if ((four[0] | four[1] | four[2] | four[3]) & high_bits) break;
      at += sizeof four;
    }
    std::uint64_t eight;
    while (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if (eight & high_bits) break;
      at += sizeof eight;
    }
    if (at == text.size()) break;
    const std::size_t length = utf8_sequence_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      valid += "\uFFFD";
      text.remove_prefix(1);
    } else {
      valid += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return valid;
}

}  // namespace ordeal
