// C++ types as a person writes them, for messages and snippets: "std::string", "ordeal::World".
#pragma once

#include <concepts>
#include <limits>
#include <string>
#include <typeindex>

namespace ordeal {

[[nodiscard]] std::string readable_type(std::type_index);

// What a whole number may be: "-128 to 127".
template <std::integral T>
[[nodiscard]] std::string range_of() {
  return std::to_string(std::numeric_limits<T>::min()) + " to " +
         std::to_string(std::numeric_limits<T>::max());
}

}  // namespace ordeal
