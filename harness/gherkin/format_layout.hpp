// Where each line of a formatted feature stands: how deep, and whether an empty line comes before it. The
// rules: harness/gherkin/format.hpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/gherkin/line.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// A line that stays: all but the empty ones, and these, too, inside of a doc string.
struct LaidLine {
  const Token* token = nullptr;
  Line line;                 // as it stood in the source
  std::uint32_t level = 0;   // two spaces each
  std::uint32_t inside = 0;  // the level of what belongs to it: steps under their scenario's title
  std::uint32_t strip = 0;   // columns of its old indentation that go, of descriptions and doc strings
  bool in_doc_string = false;
  bool opens_doc_string = false;
  bool blank_before = false;

  TokenKind kind() const { return token->kind; }
  bool is_title() const;
};

// `tokens` are those of the source, which keeps all views alive with them.
std::vector<LaidLine> lay_out(std::string_view source, const std::vector<Token>& tokens);

}  // namespace ordeal::gherkin
