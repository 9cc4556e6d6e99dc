#include "harness/definitions/step_argument.hpp"

#include <stdexcept>

namespace ordeal {

std::vector<std::map<std::string, std::string>> DataTable::records() const {
  if (rows.empty()) throw std::invalid_argument("The table has no row, so it has no column names.");
  const auto& names = rows.front();
  std::vector<std::map<std::string, std::string>> found;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    if (rows[row].size() != names.size()) {
      throw std::invalid_argument("Row " + std::to_string(row + 1) + " of the table has " +
                                  std::to_string(rows[row].size()) + " cells, its first row " +
                                  std::to_string(names.size()) + ".");
    }
    auto& record = found.emplace_back();
    for (std::size_t column = 0; column < names.size(); ++column) {
      if (!record.emplace(names[column], rows[row][column]).second) {
        throw std::invalid_argument("The table has two columns named \"" + names[column] + "\".");
      }
    }
  }
  return found;
}

}  // namespace ordeal
