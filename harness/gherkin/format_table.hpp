// Writes the rows of a table with their columns aligned.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::gherkin {

class TableLayout {
 public:
  // In columns of the display; a wider cell stands out, so that it does not cost its width in every row.
  static constexpr std::size_t kWidestAligned = 200;

  // Starts anew, without columns.
  void clear() { widths_.clear(); }
  // A row of the table: the line without white space around it. All are added before the first is written.
  void add(std::string_view row);
  // Appends the row: cells as they are written, escapes and all; what stands behind the last '|' stays there.
  void write(std::string_view row, std::string& out);

 private:
  struct Cell {
    std::string_view text;
    std::size_t width;
  };
  // Fills cells_, returns what stands behind the last '|'.
  std::string_view split(std::string_view row);

  std::vector<std::size_t> widths_;
  std::vector<Cell> cells_;
};

}  // namespace ordeal::gherkin
