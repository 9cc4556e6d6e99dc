#include "harness/gherkin/placeholders.hpp"

#include <algorithm>

#include "harness/gherkin/find_either.hpp"

namespace ordeal::gherkin {
namespace {

bool has_bracket(std::string_view text) {
  return find_either(text, '<', '>') != std::string_view::npos;
}

}  // namespace

bool Budget::spend(std::size_t bytes) {
  exhausted_ = exhausted_ || bytes > left_;
  left_ = exhausted_ ? 0 : left_ - bytes;
  return !exhausted_;
}

Placeholders::Placeholders(std::span<const TableCell> names, Store& store, Budget& budget)
    : names_(names),
      plain_names_(std::ranges::none_of(names, has_bracket, &TableCell::value)),
      store_(store),
      budget_(budget) {
  for (std::size_t index = 0; index < names.size(); ++index) sorted_.push_back({names[index].value, index});
  std::ranges::sort(sorted_);
}

std::string_view Placeholders::replace(std::string_view text, std::span<const TableCell> values) {
  if (!budget_.spend(text.size())) return {};
  if (text.find('<') == std::string_view::npos) return text;
  const bool done = plain_names_ && replace_in_one_pass(text, values);
  if (!done && !replace_column_by_column(text, values)) return {};
  return budget_.spend(result_.size()) ? store_.keep(result_) : std::string_view{};
}

// False if a value or the text itself has brackets in a way that replacing could make a new placeholder.
bool Placeholders::replace_in_one_pass(std::string_view text, std::span<const TableCell> values) {
  result_.clear();
  std::size_t copied = 0;
  for (std::size_t open = text.find('<'); open != std::string_view::npos;) {
    const std::size_t close = find_either(text, '<', '>', open + 1);
    if (close == std::string_view::npos) break;
    if (text[close] == '<') return false;
    if (const TableCell* cell = value_of(text.substr(open + 1, close - open - 1), values)) {
      if (has_bracket(cell->value)) return false;
      if (!budget_.spend(cell->value.size())) return false;
      result_.append(text, copied, open - copied).append(cell->value);
      copied = close + 1;
    }
    open = text.find('<', close + 1);
  }
  result_.append(text, copied);
  return true;
}

bool Placeholders::replace_column_by_column(std::string_view text, std::span<const TableCell> values) {
  result_ = text;
  std::string pattern;
  std::string replaced;
  for (std::size_t column = 0; column < names_.size(); ++column) {
    pattern.assign("<").append(names_[column].value).append(">");
    const std::string_view value = values[column].value;
    // Searching a pattern that is full of '<' may compare all of it at each of them.
    const std::size_t compared =
        names_[column].value.find('<') == std::string_view::npos ? 1 : pattern.size();
    if (!budget_.spend(result_.size() * compared + pattern.size())) return false;
    replaced.clear();
    std::size_t copied = 0;
    for (std::size_t at = result_.find(pattern); at != std::string::npos;
         at = result_.find(pattern, copied)) {
      if (!budget_.spend(value.size())) return false;
      replaced.append(result_, copied, at - copied).append(value);
      copied = at + pattern.size();
    }
    if (copied == 0) continue;
    replaced.append(result_, copied);
    result_.swap(replaced);
  }
  return true;
}

const TableCell* Placeholders::value_of(std::string_view name, std::span<const TableCell> values) const {
  const auto found = std::ranges::lower_bound(sorted_, name, {}, &Column::name);
  return found != sorted_.end() && found->name == name ? &values[found->index] : nullptr;
}

}  // namespace ordeal::gherkin
