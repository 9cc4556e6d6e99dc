// What may stand below a step: a table or a text. Plain values, so that step definitions know nothing of
// Gherkin.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ordeal {

struct DataTable {
  std::vector<std::vector<std::string>> rows;

  // Each row below the first as column name → cell. Throws std::invalid_argument on a table without a first
  // row and on a column name that appears twice.
  [[nodiscard]] std::vector<std::map<std::string, std::string>> records() const;
};

struct DocString {
  std::string content;
  std::string media_type;  // "" when the feature names none
};

using StepArgument = std::variant<std::monostate, DataTable, DocString>;

}  // namespace ordeal
