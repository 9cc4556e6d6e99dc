#include "harness/gherkin/utf8.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace ordeal::gherkin {
namespace {

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool is_ascii_space(unsigned char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

bool is_wide_space(std::string_view sequence) {
  if (sequence == "\xC2\xA0" || sequence == "\xE1\x9A\x80" || sequence == "\xE3\x80\x80" ||
      sequence == "\xEF\xBB\xBF" || sequence == "\xE2\x81\x9F") {
    return true;
  }
  if (!sequence.starts_with("\xE2\x80")) return false;
  const unsigned char last = byte_at(sequence, 2);
  return last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF;
}

// Bytes of the white space character that begins at `at`, or 0.
std::size_t space_at(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return is_ascii_space(first) ? 1 : 0;
  const std::size_t length = first < 0xE0 ? 2 : 3;
  if (first >= 0xF0 || text.size() - at < length) return 0;
  return is_wide_space(text.substr(at, length)) ? length : 0;
}

// Bytes of the white space character that ends before `end`, or 0.
std::size_t space_before(std::string_view text, std::size_t end) {
  const unsigned char last = byte_at(text, end - 1);
  if (last < 0x80) return is_ascii_space(last) ? 1 : 0;
  for (const std::size_t length : {2, 3}) {
    if (end >= length && is_wide_space(text.substr(end - length, length))) return length;
  }
  return 0;
}

bool is_cell_space(char character) {
  return character == ' ' || character == '\t' || character == '\v' || character == '\f' || character == '\r';
}

// U+0085 and U+00A0, in two bytes.
bool is_wide_cell_space(char lead, char last) {
  return lead == '\xC2' && (last == '\x85' || last == '\xA0');
}

}  // namespace

std::size_t count_code_points(std::string_view text) {
  std::size_t continuations = 0, at = 0;
  for (std::uint64_t eight; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    // Bit 7 of each byte is set and bit 6 is not.
    if (const std::uint64_t high = eight & 0x8080808080808080u; high != 0)
      continuations += static_cast<std::size_t>(std::popcount(high & ~(eight << 1)));
  }
  for (; at < text.size(); ++at) continuations += is_continuation(byte_at(text, at));
  return text.size() - continuations;
}

std::size_t count_leading_spaces(std::string_view text) {
  constexpr std::uint64_t spaces = 0x2020202020202020u;
  std::size_t at = 0;
  for (std::uint64_t eight; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (eight != spaces) return at + static_cast<std::size_t>(std::countr_zero(eight ^ spaces)) / 8;
  }
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

std::string_view trim_left(std::string_view text) {
  std::size_t at = count_leading_spaces(text);
  while (at < text.size()) {
    const unsigned char first = byte_at(text, at);
    if (first > ' ' && first < 0x80) break;
    const std::size_t length = space_at(text, at);
    if (length == 0) break;
    at += length;
  }
  return text.substr(at);
}

std::string_view trim_right(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    const unsigned char last = byte_at(text, end - 1);
    if (last > ' ' && last < 0x80) break;
    const std::size_t length = space_before(text, end);
    if (length == 0) break;
    end -= length;
  }
  return text.substr(0, end);
}

bool contains_space(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (space_at(text, at) > 0) return true;
  }
  return false;
}

std::string_view without_trailing_comment(std::string_view text) {
  for (std::size_t hash = text.find('#'); hash != std::string_view::npos; hash = text.find('#', hash + 1)) {
    const std::size_t space = hash > 0 ? space_before(text, hash) : 0;
    if (space > 0) return text.substr(0, hash - space);
  }
  return text;
}

std::string_view trim_cell_left(std::string_view text) {
  while (!text.empty()) {
    if (is_cell_space(text.front())) {
      text.remove_prefix(1);
    } else if (text.size() >= 2 && is_wide_cell_space(text[0], text[1])) {
      text.remove_prefix(2);
    } else {
      break;
    }
  }
  return text;
}

std::string_view trim_cell_right(std::string_view text) {
  while (!text.empty()) {
    if (is_cell_space(text.back())) {
      text.remove_suffix(1);
    } else if (text.size() >= 2 && is_wide_cell_space(text[text.size() - 2], text.back())) {
      text.remove_suffix(2);
    } else {
      break;
    }
  }
  return text;
}

}  // namespace ordeal::gherkin
