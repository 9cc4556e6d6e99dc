// Reads lines of Gherkin in Markdown (".feature.md"): keywords are headers ("## Scenario: …") and bullets
// ("* Given …"), tags stand between backticks, tables are indented by two to five spaces, and all other text
// is prose. Source: GherkinInMarkdownTokenMatcher of cucumber/gherkin 42; unlike there, an empty line before
// the feature is none.
#pragma once

#include <span>
#include <string_view>

#include "harness/gherkin/language.hpp"
#include "harness/gherkin/line.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// The counterpart of Matcher, with the same contract. There are no language headers in Markdown.
class MarkdownMatcher {
 public:
  MarkdownMatcher(const Language& language, Store& store, ParseErrors&)
      : language_(language), store_(store) {}

  bool may_be(TokenKind, const Line&) const { return true; }
  bool match(TokenKind kind, const Line& line, Token& token);

  std::string_view language_code() const { return language_.code; }

 private:
  bool feature(const Line& line, Token& token);
  bool header(const Line& line, std::span<const std::string_view> keywords, Token& token) const;
  bool bullet(const Line& line, Token& token) const;
  bool tags(const Line& line, Token& token) const;
  bool row(const Line& line, Token& token);
  bool separator_of_rows(const Line& line, Token& token);
  bool fence(const Line& line, Token& token);
  bool prose(const Line& line, Token& token);

  const Language& language_;
  Store& store_;
  bool feature_seen_ = false;
  std::string_view open_fence_;     // of the doc string that we are in; empty outside
  std::uint32_t fence_indent_ = 0;  // which its lines lose
};

}  // namespace ordeal::gherkin
