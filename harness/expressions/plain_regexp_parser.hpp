// Reads a pattern of the plain kind (plain_regexp.hpp) into its structure.
#pragma once

#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::expressions {

struct PlainPart {
  enum class Kind { literal, characters, group };
  static constexpr std::uint32_t kNoEnd = std::numeric_limits<std::uint32_t>::max();

  Kind kind = Kind::literal;
  std::uint32_t least = 1, most = 1;                      // how often
  std::string literal = {};                               // one character, until the compiler joins them
  std::bitset<256> bytes = {};                            // of characters: their first bytes
  std::uint32_t number = 0;                               // of a group that captures, from 1
  std::vector<std::vector<PlainPart>> alternatives = {};  // of a group
};

struct PlainPattern {
  std::vector<PlainPart> parts;  // between ^ and $
  std::uint32_t groups = 0;
};

// None for a pattern with anything else, without its anchors, or that is not one.
std::optional<PlainPattern> parse_plain(std::string_view pattern);

}  // namespace ordeal::expressions
