#include "harness/gherkin/markdown_matcher.hpp"

#include <algorithm>

#include "harness/gherkin/table_cells.hpp"
#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

constexpr std::size_t kShortestFence = 3, kDeepestHeader = 6;
constexpr std::size_t kLeastIndent = 2, kMostIndent = 5;  // of a table that is meant for us

std::size_t run_of(char character, std::string_view text) {
  return std::min(text.find_first_not_of(character), text.size());
}

std::uint32_t columns(std::string_view text) {
  return static_cast<std::uint32_t>(count_code_points(text));
}

// ":---", "---:", "-": what stands in a cell of the line between a table's head and its rows.
bool is_alignment(std::string_view cell) {
  if (cell.starts_with(':')) cell.remove_prefix(1);
  if (cell.ends_with(':')) cell.remove_suffix(1);
  return !cell.empty() && run_of('-', cell) == cell.size();
}

bool separates_rows(std::span<const TokenItem> cells) {
  return std::ranges::any_of(cells, [](const TokenItem& cell) { return is_alignment(cell.text); });
}

}  // namespace

bool MarkdownMatcher::match(TokenKind kind, const Line& line, Token& token) {
  if (line.end_of_file != (kind == TokenKind::eof)) return false;
  token.kind = kind;
  token.location = line.location();
  token.keyword = token.text = {};
  token.keyword_type = KeywordType::unknown;
  token.items.clear();
  switch (kind) {
    case TokenKind::eof:
      return true;
    case TokenKind::empty:
      return line.is_empty() || prose(line, token);
    case TokenKind::comment:
      return separator_of_rows(line, token);
    case TokenKind::tag_line:
      return tags(line, token);
    case TokenKind::feature_line:
      return feature(line, token);
    case TokenKind::rule_line:
      return header(line, language_.rule, token);
    case TokenKind::background_line:
      return header(line, language_.background, token);
    case TokenKind::scenario_line:
      return header(line, language_.scenario, token);
    case TokenKind::examples_line:
      return header(line, language_.examples, token);
    case TokenKind::step_line:
      return bullet(line, token);
    case TokenKind::doc_string_separator:
      return fence(line, token);
    case TokenKind::table_row:
      return row(line, token);
    case TokenKind::language:
      return false;
    case TokenKind::other:
      token.location.column = 1;
      token.text = line.without_indent(fence_indent_);
      return true;
  }
  return false;
}

// Also a first line that is no header: people may want to begin with something else.
bool MarkdownMatcher::feature(const Line& line, Token& token) {
  if (feature_seen_ || line.is_empty()) return false;
  feature_seen_ = true;
  if (!header(line, language_.feature, token)) token.text = trim_right(line.trimmed);
  return true;
}

bool MarkdownMatcher::header(const Line& line, std::span<const std::string_view> keywords,
                             Token& token) const {
  const std::size_t depth = run_of('#', line.trimmed);
  if (depth == 0 || depth > kDeepestHeader) return false;
  const std::string_view behind = line.trimmed.substr(depth);
  const std::string_view title = behind.substr(std::min<std::size_t>(1, behind.size()));
  if (!behind.starts_with(' ') && !behind.starts_with('\t')) return false;
  for (const std::string_view keyword : keywords) {
    if (!title.starts_with(keyword) || !title.substr(keyword.size()).starts_with(':')) continue;
    token.keyword = keyword;
    token.text = trim(title.substr(keyword.size() + 1));
    token.location.column += static_cast<std::uint32_t>(depth) + 1;
    return true;
  }
  return false;
}

bool MarkdownMatcher::bullet(const Line& line, Token& token) const {
  if (line.is_empty() || std::string_view("*+-").find(line.trimmed.front()) == std::string_view::npos)
    return false;
  const std::string_view text = trim_left(line.trimmed.substr(1));
  for (const StepKeyword& keyword : language_.steps) {
    if (keyword.text == "* " || !text.starts_with(keyword.text)) continue;
    token.keyword = keyword.text;
    token.keyword_type = keyword.type;
    token.text = trim(text.substr(keyword.text.size()));
    token.location.column += columns(line.trimmed.substr(0, line.trimmed.size() - text.size()));
    return true;
  }
  return false;
}

// "`@slow` and `@gpu`" → @slow, @gpu
bool MarkdownMatcher::tags(const Line& line, Token& token) const {
  constexpr std::string_view kOpening = "`@";
  std::uint32_t column = line.location().column;  // of `counted`
  for (std::size_t at = 0, counted = 0; (at = line.trimmed.find(kOpening, at)) != std::string_view::npos;) {
    const std::size_t end = line.trimmed.find('`', at + 1);
    if (end == std::string_view::npos) break;
    column += columns(line.trimmed.substr(counted, at - counted));
    counted = at;
    if (end > at + kOpening.size())
      token.items.push_back({column + 1, line.trimmed.substr(at + 1, end - at - 1)});
    at = end + 1;
  }
  return !token.items.empty();
}

bool MarkdownMatcher::row(const Line& line, Token& token) {
  if (!line.trimmed.starts_with('|') || line.indent < kLeastIndent || line.indent > kMostIndent) return false;
  split_table_cells(line, store_, token.items);
  return !separates_rows(token.items);
}

bool MarkdownMatcher::separator_of_rows(const Line& line, Token& token) {
  if (!line.trimmed.starts_with('|')) return false;
  split_table_cells(line, store_, token.items);
  const bool found = separates_rows(token.items);
  token.items.clear();
  return found;
}

bool MarkdownMatcher::fence(const Line& line, Token& token) {
  if (!open_fence_.empty()) {
    if (line.trimmed != open_fence_) return false;
    token.keyword = open_fence_;
    open_fence_ = {};
    return true;
  }
  const std::size_t length = run_of('`', line.trimmed);
  if (length < kShortestFence) return false;
  open_fence_ = token.keyword = line.trimmed.substr(0, length);
  fence_indent_ = line.indent;
  token.text = line.trimmed.substr(length);
  return true;
}

// What is nothing else. A fence in prose opens and closes, too, so that what it holds is prose.
bool MarkdownMatcher::prose(const Line& line, Token& token) {
  Token other;
  for (const TokenKind kind :
       {TokenKind::tag_line, TokenKind::feature_line, TokenKind::scenario_line, TokenKind::background_line,
        TokenKind::examples_line, TokenKind::rule_line, TokenKind::table_row, TokenKind::comment,
        TokenKind::doc_string_separator, TokenKind::step_line})
    if (match(kind, line, other)) return false;
  token.text = {};
  return true;
}

}  // namespace ordeal::gherkin
