#include "harness/gherkin/grammar.hpp"

#include <array>

namespace ordeal::gherkin {
namespace {

using enum TokenKind;

struct TokenList {
  std::array<TokenKind, 11> kinds{};
  std::size_t size = 0;

  constexpr void add(std::initializer_list<TokenKind> more) {
    for (const TokenKind kind : more) kinds[size++] = kind;
  }
};

constexpr TokenKind title(Section section) {
  switch (section) {
    case Section::feature:
      return feature_line;
    case Section::rule:
      return rule_line;
    case Section::background:
      return background_line;
    case Section::scenario:
      return scenario_line;
    case Section::examples:
      return examples_line;
  }
  return other;
}

// What a section holds itself, before the next section begins.
constexpr TokenKind content(Section section) {
  switch (section) {
    case Section::feature:
    case Section::rule:
      return background_line;
    case Section::background:
    case Section::scenario:
      return step_line;
    case Section::examples:
      return table_row;
  }
  return other;
}

constexpr void add_next_sections(TokenList& list, Section section) {
  list.add({tag_line});
  if (section == Section::scenario || section == Section::examples) list.add({examples_line});
  list.add({scenario_line, rule_line});
}

constexpr TokenList expected(Section section, Position position) {
  TokenList list;
  switch (position) {
    case Position::start:
      list.add({eof, language, tag_line, feature_line, comment, empty});
      return list;
    case Position::language:
      list.add({tag_line, feature_line, comment, empty});
      return list;
    case Position::tags:
      list.add({tag_line, title(section), comment, empty});
      return list;
    case Position::doc_string:
    case Position::last_doc_string:
      list.add({doc_string_separator, other});
      return list;
    case Position::title:
      list.add({eof, empty, comment, content(section)});
      break;
    case Position::description:
      list.add({eof, comment, content(section)});
      break;  // empty lines belong to it
    case Position::step:
    case Position::table:
      list.add({eof, table_row, doc_string_separator, step_line});
      break;
    case Position::after_doc_string:
    case Position::last_table:
      list.add({eof, table_row, step_line});
      break;
    case Position::after_arguments:
      list.add({eof, step_line});
      break;
    case Position::examples_table:
      list.add({eof, table_row});
      break;
  }
  add_next_sections(list, section);
  if (position == Position::title || position == Position::description) {
    list.add({other});
  } else {
    list.add({comment, empty});
  }
  return list;
}

constexpr std::size_t sections = 5;
constexpr std::size_t positions = 13;

constexpr auto table = [] {
  std::array<std::array<TokenList, positions>, sections> all;
  for (std::size_t section = 0; section < sections; ++section) {
    for (std::size_t position = 0; position < positions; ++position) {
      all[section][position] = expected(static_cast<Section>(section), static_cast<Position>(position));
    }
  }
  return all;
}();

Position after_row(State state) {
  if (state.section == Section::examples) return Position::examples_table;
  if (state.position == Position::step) return Position::table;
  if (state.position == Position::after_doc_string) return Position::last_table;
  return state.position;
}

Position after_fence(Position position) {
  switch (position) {
    case Position::step:
      return Position::doc_string;
    case Position::doc_string:
      return Position::after_doc_string;
    case Position::table:
      return Position::last_doc_string;
    default:
      return Position::after_arguments;
  }
}

}  // namespace

std::span<const TokenKind> expected_tokens(State state) {
  const TokenList& list =
      table[static_cast<std::size_t>(state.section)][static_cast<std::size_t>(state.position)];
  return {list.kinds.data(), list.size};
}

State after(State state, TokenKind kind) {
  switch (kind) {
    case language:
      return {Section::feature, Position::language};
    case feature_line:
      return {Section::feature, Position::title};
    case rule_line:
      return {Section::rule, Position::title};
    case background_line:
      return {Section::background, Position::title};
    case scenario_line:
      return {Section::scenario, Position::title};
    case examples_line:
      return {Section::examples, Position::title};
    case step_line:
      return {state.section, Position::step};
    case table_row:
      return {state.section, after_row(state)};
    case doc_string_separator:
      return {state.section, after_fence(state.position)};
    case comment:
    case other:
      return {state.section, state.position == Position::title ? Position::description : state.position};
    case tag_line:
      return {state.section, Position::tags};
    case eof:
    case empty:
      return state;
  }
  return state;
}

}  // namespace ordeal::gherkin
