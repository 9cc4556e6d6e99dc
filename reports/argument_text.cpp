#include "reports/argument_text.hpp"

#include <algorithm>
#include <vector>

#include "harness/text/display_width.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::reports {
namespace {

std::string cell_text(const std::string& value) {
  constexpr Escape escapes[] = {{'\\', "\\\\"}, {'|', "\\|"}, {'\n', "\\n"}};
  return escaped(valid_utf8(value), escapes);
}

std::string text_of(const messages::PickleTable& table) {
  std::vector<std::size_t> widths;
  for (const auto& row : table.rows) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      widths[i] = std::max<std::size_t>(widths[i], display_width(cell_text(row.cells[i].value)));
  }
  std::string text;
  for (const auto& row : table.rows) {
    text += "|";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const std::string cell = cell_text(row.cells[i].value);
      text += " " + cell + std::string(widths[i] - display_width(cell), ' ') + " |";
    }
    text += "\n";
  }
  return text;
}

std::string text_of(const messages::PickleDocString& doc_string) {
  std::string text = "\"\"\"" + doc_string.media_type.value_or("") + "\n" + doc_string.content;
  return text + (text.ends_with('\n') ? "" : "\n") + "\"\"\"\n";
}

}  // namespace

std::string argument_text(const messages::PickleStepArgument& argument) {
  const std::string doc_string = argument.doc_string ? text_of(*argument.doc_string) : "";
  const std::string table = argument.data_table ? text_of(*argument.data_table) : "";
  const bool table_first =
      argument.doc_string && argument.data_table &&
      argument.data_table->argument_index.value_or(1) < argument.doc_string->argument_index.value_or(0);
  return table_first ? table + doc_string : doc_string + table;
}

}  // namespace ordeal::reports
