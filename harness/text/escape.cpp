#include "harness/text/escape.hpp"

#include <algorithm>

namespace ordeal {

std::string escaped(std::string_view text, std::span<const Escape> escapes) {
  std::string written;
  written.reserve(text.size());
  for (const char c : text) {
    const auto escape = std::ranges::find(escapes, c, &Escape::character);
    if (escape == escapes.end()) {
      written += c;
    } else {
      written += escape->written;
    }
  }
  return written;
}

std::string escaped_markup(std::string_view text) {
  constexpr Escape references[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
  return escaped(text, references);
}

}  // namespace ordeal
