// Splits a line like "| a | b\|c |" into its cells.
#pragma once

#include <vector>

#include "harness/gherkin/line.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// Adds the trimmed cells of a line that starts with '|', each with the column of its first character. What
// follows the last '|' is no cell. Escapes: \| and \\ stand for the character, \n for a line feed; another
// backslash for itself.
void split_table_cells(const Line& line, Store& store, std::vector<TokenItem>& cells);

}  // namespace ordeal::gherkin
