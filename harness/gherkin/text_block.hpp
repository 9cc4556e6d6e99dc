// Several lines that become one text, joined by '\n'.
#pragma once

#include <string_view>
#include <vector>

#include "harness/gherkin/store.hpp"

namespace ordeal::gherkin {

class TextBlock {
 public:
  void add(std::string_view line) { lines_.push_back(line); }

  // Forgets the lines at the end that hold nothing but white space.
  void drop_blank_end();

  // The text; then starts anew. It is a view if the lines follow each other in the store's source with one
  // character between them (which can only be '\n'), and a copy in the store if not.
  std::string_view take(Store& store);

 private:
  bool is_part_of(std::string_view source) const;
  std::string_view copy(Store& store, std::size_t size) const;

  std::vector<std::string_view> lines_;
};

}  // namespace ordeal::gherkin
