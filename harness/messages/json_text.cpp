#include "harness/messages/json_text.hpp"

#include <array>

#include "harness/messages/utf8.hpp"

namespace ordeal::messages {
namespace {

constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

bool is_plain(char c) {
  return plain_bytes[static_cast<unsigned char>(c)];
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
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
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
