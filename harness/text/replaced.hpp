// One part of a text in the place of another.
#pragma once

#include <string>
#include <string_view>

namespace ordeal {

// Each occurrence of `what`, from the left; what stands in `by` is not looked at again.
inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

}  // namespace ordeal
