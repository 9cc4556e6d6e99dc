// Cuts a source into lines, as the official scanner does: at "\n" or "\r\n"; what stands after the last line
// end is a line only if it is more than white space. Then comes the end of the file, a line of its own
// number.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/gherkin/document.hpp"

namespace ordeal::gherkin {

struct Line {
  std::uint32_t number = 0;  // from 1
  std::uint32_t indent = 0;  // white space at its start, in code points
  std::string_view text;     // without its line end
  std::string_view trimmed;  // without white space at its start
  bool end_of_file = false;

  Location location() const { return {number, indent + 1}; }
  bool is_empty() const { return trimmed.empty(); }
  // The text without `columns` code points of its indent; without all of it when it has fewer.
  std::string_view without_indent(std::uint32_t columns) const;
};

// A value: a copy reads ahead without moving the original.
class LineScanner {
 public:
  explicit LineScanner(std::string_view source) : rest_(source) {}

  // The next line. At the end of the file, and from then on, a line with end_of_file.
  Line next();

 private:
  Line make(std::string_view text);

  std::string_view rest_;
  std::uint32_t number_ = 0;
  bool finished_ = false;
};

}  // namespace ordeal::gherkin
