// Takes the tokens of a Builder and builds nothing: finds what a Builder finds wrong, in the same order, so
// that a large file with a mistake costs little more than its text.
#pragma once

#include <optional>

#include "harness/gherkin/grammar.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

class TableCheck {
 public:
  explicit TableCheck(ParseErrors& errors) : errors_(errors) {}

  void begin(Section) { complete_table(); }
  void add_step(const Token&) { complete_table(); }
  void open_doc_string(const Token&) { complete_table(); }
  void finish() { complete_table(); }

  void add_row(const Token& token) {
    if (!cells_) cells_ = token.items.size();
    if (!wrong_ && token.items.size() != *cells_) wrong_ = token.location;
  }

  void add_tags(Section, const Token&) {}
  void add_title(Section, const Token&, std::string_view) {}
  void add_description(std::string_view) {}
  void add_comment(const Token&) {}
  void add_doc_string_line(std::string_view) {}
  void close_doc_string() {}

 private:
  void complete_table() {
    if (wrong_) errors_.add(*wrong_, kInconsistentTable);
    cells_.reset();
    wrong_.reset();
  }

  ParseErrors& errors_;
  std::optional<std::size_t> cells_;  // of the first row
  std::optional<Location> wrong_;     // the first row that has another number
};

}  // namespace ordeal::gherkin
