// std::string_view::find_first_of for two characters. The standard library's calls memchr for each character
// of the text, which shows in texts as short as a cell.
#pragma once

#include <string_view>

namespace ordeal::gherkin {

inline std::size_t find_either(std::string_view text, char one, char other, std::size_t from = 0) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == one || text[at] == other) return at;
  }
  return std::string_view::npos;
}

}  // namespace ordeal::gherkin
