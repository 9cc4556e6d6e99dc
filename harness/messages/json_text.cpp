#include "harness/messages/json_text.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "harness/messages/utf8.hpp"

namespace ordeal::messages {
namespace {

constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

constexpr std::uint64_t every_byte(std::uint8_t byte) {
  return 0x0101010101010101U * byte;
}

// Whether none of eight bytes needs an escape or a look at its UTF-8. By "Determine if a word has a byte less
// than n / equal to n" of Sean Anderson's Bit Twiddling Hacks; what has its highest bit set is none anyway.
bool all_plain(std::uint64_t bytes) {
  const auto has_zero = [](std::uint64_t word) { return (word - every_byte(1)) & ~word; };
  const std::uint64_t below_space = bytes - every_byte(0x20);
  const std::uint64_t special = has_zero(bytes ^ every_byte('"')) | has_zero(bytes ^ every_byte('\\'));
  return ((bytes | below_space | special) & every_byte(0x80)) == 0;
}

// Length of the part in front that stands in JSON as it is.
std::size_t plain_prefix(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t bytes; text.size() - at >= sizeof bytes; at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (!all_plain(bytes)) break;
  }
  while (at < text.size() && plain_bytes[static_cast<unsigned char>(text[at])]) ++at;
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
  while (!text.empty()) {
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

}  // namespace ordeal::messages
