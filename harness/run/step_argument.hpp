// A pickle step's table or text as step definitions take it.
#pragma once

#include "harness/definitions/step_argument.hpp"
#include "harness/gherkin/pickle.hpp"

namespace ordeal::run {

inline StepArgument argument_of(const gherkin::PickleStep& step) {
  if (step.data_table) {
    DataTable table;
    for (const auto& row : step.data_table->rows) table.rows.emplace_back(row.cells.begin(), row.cells.end());
    return table;
  }
  if (step.doc_string) {
    return DocString{std::string(step.doc_string->content), std::string(step.doc_string->media_type)};
  }
  return std::monostate{};
}

}  // namespace ordeal::run
