#include "harness/text/shell_word.hpp"

#include <algorithm>
#include <cctype>

#include "harness/text/escape.hpp"

namespace ordeal {
namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("/._-:=+,@%").find(c) != std::string_view::npos;
}

}  // namespace

std::string single_quoted(std::string_view text) {
  constexpr Escape quote[] = {{'\'', "'\\''"}};
  return "'" + escaped(text, quote) + "'";
}

std::string shell_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_plain) ? std::string(text) : single_quoted(text);
}

}  // namespace ordeal
