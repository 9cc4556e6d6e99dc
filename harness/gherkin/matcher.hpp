// Decides whether a line can be read as a given kind of token, and reads it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "harness/gherkin/language.hpp"
#include "harness/gherkin/line.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

class Matcher {
 public:
  Matcher(const Language& language, Store& store, ParseErrors& errors) : store_(store), errors_(errors) {
    speak(language);
  }

  // Whether the line may be of this kind, judged by its first character alone. What it says no to need not be
  // matched.
  bool may_be(TokenKind kind, const Line& line) const {
    const auto first = line.trimmed.empty() ? 0 : static_cast<unsigned char>(line.trimmed.front());
    return kinds_[first] & bit(kind);
  }

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

  static constexpr std::uint16_t bit(TokenKind kind) {
    return static_cast<std::uint16_t>(1u << static_cast<unsigned>(kind));
  }
  void speak(const Language& language);

  const Language* language_;
  std::array<std::uint16_t, 256> kinds_;  // by a line's first byte, 0 for none: a bit for each kind it may be
  Store& store_;                          // for text with escapes
  ParseErrors& errors_;
  std::string_view open_fence_;     // of the doc string that we are in; empty outside
  std::uint32_t fence_indent_ = 0;  // which its lines lose
};

}  // namespace ordeal::gherkin
