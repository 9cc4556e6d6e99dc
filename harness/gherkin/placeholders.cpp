#include "harness/gherkin/placeholders.hpp"

#include <algorithm>

#include "harness/gherkin/find_either.hpp"

namespace ordeal::gherkin {
namespace {

bool has_bracket(std::string_view text) {
  return find_either(text, '<', '>') != std::string_view::npos;
}

}  // namespace

Placeholders::Placeholders(std::span<const TableCell> names, Store& store, Budget& budget)
    : names_(names),
      plain_names_(std::ranges::none_of(names, has_bracket, &TableCell::value)),
      store_(store),
      budget_(budget) {
  for (std::size_t index = 0; index < names.size(); ++index) sorted_.push_back({names[index].value, index});
  std::ranges::sort(sorted_);
}

void Placeholders::use(std::span<const TableCell> values) {
  values_ = values;
  bracketed_.clear();
  for (const TableCell& cell : values) bracketed_.push_back(has_bracket(cell.value));
  next_ = 0;
}

std::string_view Placeholders::replace(std::string_view text) {
  if (!budget_.spend(text.size())) return {};
  const Taken& taken = taken_apart(text);
  if (!is_one_pass(taken)) return replaced_column_by_column(text);
  return taken.pieces == 0 ? text : joined(taken);
}

const Placeholders::Taken& Placeholders::taken_apart(std::string_view text) {
  if (next_ == taken_.size()) {
    taken_.push_back(take_apart(text));
  } else if (taken_[next_].text.data() != text.data() || taken_[next_].text.size() != text.size()) {
    taken_[next_] = take_apart(text);
  }
  return taken_[next_++];
}

Placeholders::Taken Placeholders::take_apart(std::string_view text) {
  Taken taken{.text = text, .first = pieces_.size()};
  std::size_t copied = 0;
  for (std::size_t open = text.find('<'); open != std::string_view::npos;) {
    if (!plain_names_) taken.in_one_pass = false;
    const std::size_t close = find_either(text, '<', '>', open + 1);
    if (close == std::string_view::npos) break;
    if (text[close] == '<') taken.in_one_pass = false;
    if (!taken.in_one_pass) break;
    const std::size_t column = column_of(text.substr(open + 1, close - open - 1));
    if (column < names_.size()) {
      pieces_.push_back({text.substr(copied, open - copied), column});
      copied = close + 1;
    }
    open = text.find('<', close + 1);
  }
  taken.pieces = pieces_.size() - taken.first;
  taken.rest = text.substr(copied);
  return taken;
}

// False if a value or the text itself has brackets in a way that replacing could make a new placeholder.
bool Placeholders::is_one_pass(const Taken& taken) const {
  if (!taken.in_one_pass) return false;
  const auto pieces = std::span(pieces_).subspan(taken.first, taken.pieces);
  return std::ranges::none_of(pieces, [this](const Piece& piece) { return bracketed_[piece.column]; });
}

std::string_view Placeholders::joined(const Taken& taken) {
  const auto pieces = std::span(pieces_).subspan(taken.first, taken.pieces);
  std::size_t size = taken.rest.size(), read = 0;
  for (const Piece& piece : pieces) {
    size += piece.literal.size();
    read += values_[piece.column].value.size();
  }
  size += read;
  if (!budget_.spend(read) || !budget_.spend(size) || size == 0) return {};
  char* const text = store_.text(size);
  char* at = text;
  const auto add = [&at](std::string_view part) { at = std::ranges::copy(part, at).out; };
  for (const Piece& piece : pieces) {
    add(piece.literal);
    add(values_[piece.column].value);
  }
  add(taken.rest);
  return {text, size};
}

std::string_view Placeholders::replaced_column_by_column(std::string_view text) {
  std::string result(text);
  if (!replace_columns(result) || !budget_.spend(result.size())) return {};
  return store_.keep(result);
}

bool Placeholders::replace_columns(std::string& text) {
  std::string pattern;
  std::string replaced;
  for (std::size_t column = 0; column < names_.size(); ++column) {
    pattern.assign("<").append(names_[column].value).append(">");
    const std::string_view value = values_[column].value;
    // Searching a pattern that is full of '<' may compare all of it at each of them.
    const std::size_t compared =
        names_[column].value.find('<') == std::string_view::npos ? 1 : pattern.size();
    if (!budget_.spend(text.size() * compared + pattern.size())) return false;
    replaced.clear();
    std::size_t copied = 0;
    for (std::size_t at = text.find(pattern); at != std::string::npos; at = text.find(pattern, copied)) {
      if (!budget_.spend(value.size())) return false;
      replaced.append(text, copied, at - copied).append(value);
      copied = at + pattern.size();
    }
    if (copied == 0) continue;
    replaced.append(text, copied);
    text.swap(replaced);
  }
  return true;
}

// Of the column with this name; beyond the last if there is none.
std::size_t Placeholders::column_of(std::string_view name) const {
  const auto found = std::ranges::lower_bound(sorted_, name, {}, &Column::name);
  return found != sorted_.end() && found->name == name ? found->index : names_.size();
}

}  // namespace ordeal::gherkin
