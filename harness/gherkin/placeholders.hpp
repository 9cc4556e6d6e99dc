// Replaces the <placeholders> of a scenario outline by the values of one row of its examples.
//
// The official compiler replaces column after column, each time in the whole text, so a value may bring or
// complete the placeholder of a later column. That is kept, but texts in which it cannot happen (nearly all)
// take one pass.
#pragma once

#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gherkin/document.hpp"
#include "harness/gherkin/store.hpp"

namespace ordeal::gherkin {

// What compiling may still cost: bytes read and written. A small file can ask for a huge list of pickles (a
// column that doubles the text of the column before it, backgrounds times scenarios).
class Budget {
 public:
  explicit Budget(std::size_t bytes) : left_(bytes) {}
  // False if that is more than is left; then nothing is left.
  bool spend(std::size_t bytes) {
    exhausted_ = exhausted_ || bytes > left_;
    left_ = exhausted_ ? 0 : left_ - bytes;
    return !exhausted_;
  }
  bool exhausted() const { return exhausted_; }

 private:
  std::size_t left_;
  bool exhausted_ = false;
};

// Made once for the header of an examples table. Texts are taken apart once: each row asks for the same ones,
// in the same order.
class Placeholders {
 public:
  Placeholders(std::span<const TableCell> names, Store& store, Budget& budget);

  // From here on the values are those of this row.
  void use(std::span<const TableCell> values);

  // The text with the values of the row. A view of `text` if nothing is to be replaced; else it is in the
  // store. When the budget runs out the result has no meaning.
  std::string_view replace(std::string_view text);

 private:
  // Literal text, then the value of a column.
  struct Piece {
    std::string_view literal;
    std::size_t column;
  };
  struct Taken {
    std::string_view text;              // what was taken apart
    std::size_t first = 0, pieces = 0;  // in pieces_
    std::string_view rest;              // literal, behind the pieces
    bool in_one_pass = true;            // else a new placeholder might come up
  };

  const Taken& taken_apart(std::string_view text);
  Taken take_apart(std::string_view text);
  bool is_one_pass(const Taken& taken) const;
  std::string_view joined(const Taken& taken);
  std::string_view replaced_column_by_column(std::string_view text);
  bool replace_columns(std::string& text);
  std::size_t column_of(std::string_view name) const;

  struct Column {
    std::string_view name;
    std::size_t index;
    auto operator<=>(const Column&) const = default;
  };
  std::span<const TableCell> names_;
  std::vector<Column> sorted_;  // by name; of several with one name the first column counts
  bool plain_names_;            // none contains '<' or '>'
  Store& store_;
  Budget& budget_;
  std::span<const TableCell> values_;
  std::vector<bool> bracketed_;  // which of them contain '<' or '>'
  std::vector<Taken> taken_;     // in the order in which a row asks
  std::vector<Piece> pieces_;
  std::size_t next_ = 0;  // of taken_
};

}  // namespace ordeal::gherkin
