#include "harness/gherkin/line.hpp"

#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {

std::string_view Line::without_indent(std::uint32_t columns) const {
  if (columns > indent) return trimmed;
  const std::size_t indent_bytes = text.size() - trimmed.size();
  if (indent_bytes == indent) return text.substr(columns);
  std::size_t at = 0;
  for (std::uint32_t left = columns; left > 0; --left) {
    ++at;
    while (at < indent_bytes && (text[at] & 0xC0) == 0x80) ++at;  // to the start of the next code point
  }
  return text.substr(at);
}

Line LineScanner::next() {
  if (!finished_) {
    const std::size_t end = rest_.find('\n');
    if (end != std::string_view::npos) {
      std::string_view text = rest_.substr(0, end);
      if (text.ends_with('\r')) text.remove_suffix(1);
      rest_.remove_prefix(end + 1);
      return make(text);
    }
    finished_ = true;
    const Line last = make(rest_);
    if (!last.is_empty()) return last;
    --number_;
  }
  return {.number = number_ + 1, .end_of_file = true};
}

Line LineScanner::make(std::string_view text) {
  const std::size_t spaces = count_leading_spaces(text);
  const std::string_view trimmed = trim_left(text.substr(spaces));  // other white space is rare
  const std::string_view wide = text.substr(spaces, text.size() - spaces - trimmed.size());
  return {.number = ++number_,
          .indent = static_cast<std::uint32_t>(spaces + count_code_points(wide)),
          .text = text,
          .trimmed = trimmed};
}

}  // namespace ordeal::gherkin
