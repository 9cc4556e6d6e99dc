// What one line of a feature file is.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/gherkin/document.hpp"

namespace ordeal::gherkin {

enum class TokenKind : std::uint8_t {
  eof,
  empty,
  comment,
  tag_line,
  feature_line,
  rule_line,
  background_line,
  scenario_line,
  examples_line,
  step_line,
  doc_string_separator,
  table_row,
  language,
  other,
};

// The official name: "EOF", "TagLine". Error messages write it with a '#' before it.
std::string_view name_of(TokenKind kind);

// A tag or a cell.
struct TokenItem {
  std::uint32_t column = 0;
  std::string_view text;
};

struct Token {
  TokenKind kind = TokenKind::eof;
  Location location;
  std::string_view keyword;                         // of titles and steps; the fence of a doc string
  KeywordType keyword_type = KeywordType::unknown;  // of steps
  std::string_view text;                            // title, step text, media type, language, comment, other
  std::vector<TokenItem> items;
};

}  // namespace ordeal::gherkin
