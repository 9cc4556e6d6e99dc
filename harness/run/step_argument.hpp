// What stands below a pickle's step, as step definitions take it.
#pragma once

#include "harness/definitions/step_argument.hpp"
#include "harness/gherkin/pickle.hpp"

namespace ordeal::run {

inline StepArgument argument_of(const gherkin::PickleStep& step) {
  StepArgument argument;
  if (step.data_table) {
    auto& rows = argument.table.emplace().rows;
    for (const auto& row : step.data_table->rows) rows.emplace_back(row.cells.begin(), row.cells.end());
  }
  if (step.doc_string) {
    argument.doc_string = {std::string(step.doc_string->content), std::string(step.doc_string->media_type)};
    argument.doc_string_first = step.doc_string->argument_index == 1;
  }
  return argument;
}

}  // namespace ordeal::run
