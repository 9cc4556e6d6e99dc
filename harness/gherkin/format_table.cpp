#include "harness/gherkin/format_table.hpp"

#include <algorithm>

#include "harness/gherkin/table_cells.hpp"
#include "harness/gherkin/utf8.hpp"
#include "harness/text/display_width.hpp"

namespace ordeal::gherkin {

std::string_view TableLayout::split(std::string_view row) {
  cells_.clear();
  std::string_view rest = row.substr(1);
  for (std::size_t length; (length = find_cell_end(rest).length) != std::string_view::npos;) {
    const std::string_view text = trim_cell_right(trim_cell_left(rest.substr(0, length)));
    cells_.push_back({text, display_width(text)});
    rest.remove_prefix(length + 1);
  }
  return trim(rest);
}

void TableLayout::add(std::string_view row) {
  split(row);
  widths_.resize(std::max(widths_.size(), cells_.size()));
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].width <= kWidestAligned) widths_[i] = std::max(widths_[i], cells_[i].width);
  }
}

void TableLayout::write(std::string_view row, std::string& out) {
  const std::string_view behind = split(row);
  out += '|';
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const auto& [text, width] = cells_[i];
    out.append(" ").append(text).append(std::max(widths_[i], width) - width, ' ').append(" |");
  }
  if (!behind.empty()) out.append(" ").append(behind);
}

}  // namespace ordeal::gherkin
