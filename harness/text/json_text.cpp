#include "harness/text/json_text.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "harness/text/utf8.hpp"

namespace ordeal {
namespace {

constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

bool is_plain(char c) {
  return plain_bytes[static_cast<unsigned char>(c)];
}

constexpr std::uint64_t repeated(std::uint8_t byte) {
  return byte * 0x0101010101010101u;
}

// The high bit of each byte that is zero; above the first such byte there may be more than there should.
std::uint64_t zeros(std::uint64_t bytes) {
  return (bytes - repeated(0x01)) & ~bytes & repeated(0x80);
}

// How many bytes at the text's start need no escape and are ASCII. Eight bytes at a time: most texts are
// nothing else.
std::size_t plain_prefix(std::string_view text) {
  static_assert(std::endian::native == std::endian::little, "the first byte of a text is its word's lowest");
  std::size_t at = 0;
  for (std::uint64_t eight; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t wide_or_control = (eight | (eight - repeated(0x20))) & repeated(0x80);
    const std::uint64_t special =
        wide_or_control | zeros(eight ^ repeated('"')) | zeros(eight ^ repeated('\\'));
    if (special != 0) return at + static_cast<std::size_t>(std::countr_zero(special)) / 8;
  }
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

void append_escaped(std::string& json, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
  json += '\\';
  if (const auto found = kShort.find(c); found != std::string_view::npos) {
    json += kLetters[found];
  } else {
    const auto byte = static_cast<unsigned char>(c);
    json.append("u00").append({kDigits[byte >> 4], kDigits[byte & 15]});
  }
}

}  // namespace

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  for (;;) {
    const std::size_t plain = plain_prefix(text);
    json.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_sequence_length(text);
    if (length == 1) {
      append_escaped(json, text.front());
    } else if (length == 0) {
      json += "\uFFFD";
    } else {
      json.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  json += '"';
}

void append_json_number(std::string& json, std::int64_t number) {
  char digits[20];
  const auto written = std::to_chars(std::begin(digits), std::end(digits), number);
  json.append(digits, written.ptr);
}

}  // namespace ordeal
