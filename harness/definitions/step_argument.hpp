// What may stand below a step: a table, a text, or both. Plain values, so that step definitions know nothing
// of Gherkin.
#pragma once

#include <map>
#include <optional>
#include <string>
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

struct StepArgument {
  std::optional<DataTable> table;
  std::optional<DocString> doc_string;
  bool doc_string_first = false;  // which of both stands above the other
};

}  // namespace ordeal
