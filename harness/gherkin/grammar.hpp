// The grammar: where in a file the parser stands, and what may come next.
//
//   document:   feature?
//   feature:    language? tags? FEATURE description? background? scenario* rule*
//   rule:       tags? RULE description? background? scenario*
//   background: BACKGROUND description? step*
//   scenario:   tags? SCENARIO description? step* examples*
//   examples:   tags? EXAMPLES description? ROW*
//   step:       STEP (ROW+ docstring? | docstring ROW*)?
//
// Comments and empty lines may stand anywhere outside doc strings. Source: gherkin.berp of
// cucumber/gherkin 42.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

enum class Section : std::uint8_t { feature, rule, background, scenario, examples };

enum class Position : std::uint8_t {
  start,     // nothing yet (section: feature)
  language,  // behind the language header (section: feature)
  tags,      // behind the section's first tags, before its keyword
  title,     // behind the section's keyword line
  description,
  step,              // behind a step line
  table,             // in the first argument, a table
  doc_string,        // in the first argument, a doc string
  after_doc_string,  // behind it; a table may follow
  last_table,        // in the second argument, a table
  last_doc_string,   // in the second argument, a doc string
  after_arguments,   // behind both
  examples_table,
};

struct State {
  Section section = Section::feature;
  Position position = Position::start;
  bool operator==(const State&) const = default;
};

// What may come next, in the order in which it is tried and in which error messages list it.
std::span<const TokenKind> expected_tokens(State state);

// Where a line of this kind leads. It must be an expected one. Tags that begin a section are the exception:
// only what follows them says which; that is the parser's to find out.
State after(State state, TokenKind kind);

}  // namespace ordeal::gherkin
