// Decides whether a line can be read as a given kind of token, and reads it.
#pragma once

#include <string_view>

#include "harness/gherkin/language.hpp"
#include "harness/gherkin/line.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

class Matcher {
 public:
  Matcher(const Language& language, Store& store, ParseErrors& errors)
      : language_(&language), store_(store), errors_(errors) {}

  // Fills `token` and returns true if the line is of this kind. A language header changes the language, a
  // fence opens or closes the doc string. A tag with white space or an unknown language is an error, and no
  // match.
  bool match(TokenKind kind, const Line& line, Token& token);

  // Of the language that is in force.
  std::string_view language_code() const { return language_->code; }

 private:
  bool title(const Line& line, std::span<const std::string_view> keywords, Token& token) const;
  bool step(const Line& line, Token& token) const;
  bool tags(const Line& line, Token& token);
  bool row(const Line& line, Token& token);
  bool language(const Line& line, Token& token);
  bool fence(const Line& line, Token& token);
  bool other(const Line& line, Token& token);

  const Language* language_;
  Store& store_;  // for text with escapes
  ParseErrors& errors_;
  std::string_view open_fence_;     // of the doc string that we are in; empty outside
  std::uint32_t fence_indent_ = 0;  // which its lines lose
};

}  // namespace ordeal::gherkin
