#include "harness/gherkin/matcher.hpp"

#include <string>

#include "harness/gherkin/table_cells.hpp"
#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

constexpr std::string_view quotes = R"(""")";
constexpr std::string_view backticks = "```";

bool is_language_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         character == '-' || character == '_';
}

// The code in "# language: en", or empty if the line is no language header.
std::string_view code_in_header(std::string_view trimmed) {
  if (!trimmed.starts_with('#')) return {};
  std::string_view rest = trim_left(trimmed.substr(1));
  if (!rest.starts_with("language")) return {};
  rest = trim_left(rest.substr(std::string_view("language").size()));
  if (!rest.starts_with(':')) return {};
  const std::string_view code = trim(rest.substr(1));
  for (const char character : code) {
    if (!is_language_character(character)) return {};
  }
  return code;
}

}  // namespace

void Matcher::speak(const Language& language) {
  language_ = &language;
  kinds_.fill(bit(TokenKind::eof) | bit(TokenKind::other));
  const auto add = [this](char first, TokenKind kind) {
    kinds_[static_cast<unsigned char>(first)] |= bit(kind);
  };
  add('\0', TokenKind::empty);
  add('#', TokenKind::comment);
  add('#', TokenKind::language);
  add('@', TokenKind::tag_line);
  add('|', TokenKind::table_row);
  add(quotes.front(), TokenKind::doc_string_separator);
  add(backticks.front(), TokenKind::doc_string_separator);
  for (const std::string_view keyword : language.feature) add(keyword.front(), TokenKind::feature_line);
  for (const std::string_view keyword : language.rule) add(keyword.front(), TokenKind::rule_line);
  for (const std::string_view keyword : language.background) add(keyword.front(), TokenKind::background_line);
  for (const std::string_view keyword : language.scenario) add(keyword.front(), TokenKind::scenario_line);
  for (const std::string_view keyword : language.examples) add(keyword.front(), TokenKind::examples_line);
  for (const StepKeyword& keyword : language.steps) add(keyword.text.front(), TokenKind::step_line);
}

bool Matcher::match(TokenKind kind, const Line& line, Token& token) {
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
      token.location.column = 1;
      return line.is_empty();
    case TokenKind::comment:
      token.location.column = 1;
      token.text = line.text;
      return line.trimmed.starts_with('#');
    case TokenKind::tag_line:
      return line.trimmed.starts_with('@') && tags(line, token);
    case TokenKind::feature_line:
      return title(line, language_->feature, token);
    case TokenKind::rule_line:
      return title(line, language_->rule, token);
    case TokenKind::background_line:
      return title(line, language_->background, token);
    case TokenKind::scenario_line:
      return title(line, language_->scenario, token);
    case TokenKind::examples_line:
      return title(line, language_->examples, token);
    case TokenKind::step_line:
      return step(line, token);
    case TokenKind::doc_string_separator:
      return fence(line, token);
    case TokenKind::table_row:
      return line.trimmed.starts_with('|') && row(line, token);
    case TokenKind::language:
      return language(line, token);
    case TokenKind::other:
      return other(line, token);
  }
  return false;
}

bool Matcher::title(const Line& line, std::span<const std::string_view> keywords, Token& token) const {
  for (const std::string_view keyword : keywords) {
    if (!line.trimmed.starts_with(keyword)) continue;
    const std::string_view rest = line.trimmed.substr(keyword.size());
    if (!rest.starts_with(':')) continue;
    token.keyword = keyword;
    token.text = trim(rest.substr(1));
    return true;
  }
  return false;
}

bool Matcher::step(const Line& line, Token& token) const {
  for (const StepKeyword& keyword : language_->steps) {
    if (!line.trimmed.starts_with(keyword.text)) continue;
    token.keyword = keyword.text;
    token.keyword_type = keyword.type;
    token.text = trim(line.trimmed.substr(keyword.text.size()));
    return true;
  }
  return false;
}

// "@slow @gpu#1 @a@b # why" → @slow, @gpu#1, @a, @b
bool Matcher::tags(const Line& line, Token& token) {
  std::uint32_t column = line.location().column;
  std::string_view rest = without_trailing_comment(line.trimmed).substr(1);
  for (bool more = true; more;) {
    const std::size_t next = rest.find('@');
    more = next != std::string_view::npos;
    const std::string_view name = trim_right(rest.substr(0, next));
    if (!name.empty()) {
      if (contains_space(name)) {
        errors_.add({line.number, column}, "A tag may not contain whitespace");
        return false;
      }
      token.items.push_back({column, {name.data() - 1, name.size() + 1}});  // with its '@'
      column += static_cast<std::uint32_t>(count_code_points(rest.substr(0, next))) + 1;
    }
    if (more) rest.remove_prefix(next + 1);
  }
  return true;
}

bool Matcher::row(const Line& line, Token& token) {
  split_table_cells(line, store_, token.items);
  return true;
}

bool Matcher::language(const Line& line, Token& token) {
  token.text = code_in_header(line.trimmed);
  if (token.text.empty()) return false;
  const Language* found = find_language(token.text);
  if (!found) {
    errors_.add(token.location, "Language not supported: " + std::string(token.text));
    return false;
  }
  speak(*found);
  return true;
}

bool Matcher::fence(const Line& line, Token& token) {
  if (open_fence_.empty()) {
    const std::string_view opening = line.trimmed.substr(0, quotes.size());
    if (opening != quotes && opening != backticks) return false;
    open_fence_ = opening;
    fence_indent_ = line.indent;
    token.keyword = opening;
    token.text = trim(line.trimmed.substr(opening.size()));
    return true;
  }
  if (!line.trimmed.starts_with(open_fence_)) return false;
  token.keyword = open_fence_;
  open_fence_ = {};
  fence_indent_ = 0;
  return true;
}

// A line of a description or a doc string. In the latter, the first escaped fence becomes a plain one.
bool Matcher::other(const Line& line, Token& token) {
  token.location.column = 1;
  token.text = line.without_indent(fence_indent_);
  if (open_fence_.empty()) return true;
  const std::string_view escaped = open_fence_ == quotes ? R"(\"\"\")" : R"(\`\`\`)";
  const std::size_t at = token.text.find(escaped);
  if (at != std::string_view::npos) {
    std::string unescaped(token.text);
    unescaped.replace(at, escaped.size(), open_fence_);
    token.text = store_.keep(unescaped);
  }
  return true;
}

}  // namespace ordeal::gherkin
