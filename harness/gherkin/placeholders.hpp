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
  bool spend(std::size_t bytes);
  bool exhausted() const { return exhausted_; }

 private:
  std::size_t left_;
  bool exhausted_ = false;
};

// Made once for the header of an examples table.
class Placeholders {
 public:
  Placeholders(std::span<const TableCell> names, Store& store, Budget& budget);

  // The text with the values of this row. A view of `text` if nothing is to be replaced; else it is in the
  // store. When the budget runs out the result has no meaning.
  std::string_view replace(std::string_view text, std::span<const TableCell> values);

 private:
  bool replace_in_one_pass(std::string_view text, std::span<const TableCell> values);
  bool replace_column_by_column(std::string_view text, std::span<const TableCell> values);
  const TableCell* value_of(std::string_view name, std::span<const TableCell> values) const;

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
  std::string result_;
};

}  // namespace ordeal::gherkin
