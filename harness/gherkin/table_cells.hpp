// Splits a line like "| a | b\|c |" into its cells.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/gherkin/line.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// Adds the trimmed cells of a line that starts with '|', each with the column of its first character. What
// follows the last '|' is no cell. Escapes: \| and \\ stand for the character, \n for a line feed; another
// backslash for itself.
void split_table_cells(const Line& line, Store& store, std::vector<TokenItem>& cells);

// Of the cell that the text begins with, up to the next '|' that is not escaped.
struct CellEnd {
  std::size_t length;  // npos: the text holds no such '|'
  bool escapes;        // whether a backslash comes before it
};
CellEnd find_cell_end(std::string_view text);

}  // namespace ordeal::gherkin
