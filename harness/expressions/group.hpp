// What a capture group of an expression took from a step's text, with the groups inside it.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::expressions {

// Views into a group.
using GroupTexts = boost::container::small_vector<std::optional<std::string_view>, 4>;

struct Group {
  std::optional<std::string> text;  // none: the group took no part in the match
  std::size_t byte = 0;             // offset in the UTF-8 text; meaningless without text
  std::size_t start = 0;            // offset in UTF-16 code units, which Cucumber's messages count in
  std::vector<Group> children;

  // What a parameter type's transformer is given: the children's texts, or its own when it has none.
  [[nodiscard]] GroupTexts values() const;
};

}  // namespace ordeal::expressions
