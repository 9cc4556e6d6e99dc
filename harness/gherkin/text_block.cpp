#include "harness/gherkin/text_block.hpp"

#include <cstring>
#include <functional>

#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

bool lies_in(std::string_view line, std::string_view source) {
  const std::less_equal<const char*> before;  // unlike <=, defined for pointers into different objects
  return before(source.data(), line.data()) &&
         before(line.data() + line.size(), source.data() + source.size());
}

}  // namespace

void TextBlock::drop_blank_end() {
  while (!lines_.empty() && trim_left(lines_.back()).empty()) lines_.pop_back();
}

bool TextBlock::is_part_of(std::string_view source) const {
  const char* expected = lines_.front().data();
  for (const std::string_view line : lines_) {
    if (line.data() != expected || !lies_in(line, source)) return false;
    expected = line.data() + line.size() + 1;  // behind its '\n'
  }
  return true;
}

std::string_view TextBlock::take(Store& store) {
  if (lines_.empty()) return {};
  std::size_t size = lines_.size() - 1;
  for (const std::string_view line : lines_) size += line.size();
  std::string_view text(lines_.front().data(), size);
  if (!is_part_of(store.source())) text = copy(store, size);
  lines_.clear();
  return text;
}

std::string_view TextBlock::copy(Store& store, std::size_t size) const {
  char* const text = store.text(size);
  std::size_t at = 0;
  for (const std::string_view line : lines_) {
    if (!line.empty()) std::memcpy(text + at, line.data(), line.size());
    at += line.size();
    if (at < size) text[at++] = '\n';
  }
  return {text, size};
}

}  // namespace ordeal::gherkin
