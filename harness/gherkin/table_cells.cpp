#include "harness/gherkin/table_cells.hpp"

#include <string>

#include "harness/gherkin/find_either.hpp"
#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

std::string resolve_escapes(std::string_view raw) {
  std::string plain;
  plain.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\') {
      plain += raw[at];
      continue;
    }
    const char escaped =
        raw[++at];  // a cell ends with an unescaped '|', so a backslash is never its last character
    if (escaped == 'n') {
      plain += '\n';
    } else {
      if (escaped != '|' && escaped != '\\') plain += '\\';
      plain += escaped;
    }
  }
  return plain;
}

}  // namespace

CellEnd find_cell_end(std::string_view text) {
  CellEnd end{find_either(text, '|', '\\'), false};
  while (end.length != std::string_view::npos && text[end.length] == '\\') {
    const std::size_t behind = end.length + 2;  // what is escaped, too
    end.escapes = true;
    end.length = behind < text.size() ? find_either(text, '|', '\\', behind) : std::string_view::npos;
  }
  return end;
}

void split_table_cells(const Line& line, Store& store, std::vector<TokenItem>& cells) {
  std::string_view rest = line.trimmed.substr(1);
  const bool ascii = count_code_points(rest) == rest.size();
  const auto columns = [ascii](std::string_view text) {
    return static_cast<std::uint32_t>(ascii ? text.size() : count_code_points(text));
  };
  std::uint32_t column = line.location().column + 1;  // of the start of `rest`
  for (;;) {
    const auto [length, escapes] = find_cell_end(rest);
    if (length == std::string_view::npos) return;
    const std::string_view raw = rest.substr(0, length);
    const std::string_view value = trim_cell_left(raw);
    const std::uint32_t padding = columns(raw.substr(0, raw.size() - value.size()));
    // Trimmed after the escapes are resolved: "\n " at the end keeps the line feed and loses the space.
    const std::string_view text =
        escapes ? store.keep(trim_cell_right(resolve_escapes(value))) : trim_cell_right(value);
    cells.push_back({column + padding, text});
    column += columns(raw) + 1;
    rest.remove_prefix(length + 1);
  }
}

}  // namespace ordeal::gherkin
