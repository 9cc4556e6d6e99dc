// The abstract syntax tree of one feature file: what Cucumber messages call a GherkinDocument. Made by
// harness/gherkin/parser.hpp, read by everything else.
//
// All text is a view: into the source where the source holds it as it is, else into memory beside it (a cell
// with an escape, a doc string without its indent). Document::memory keeps both alive; whoever keeps a node
// keeps that, too. Source of names and order: the JSON schema of @cucumber/messages 34.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace ordeal::gherkin {

class Store;  // source text and arena (harness/gherkin/store.hpp)

// Both count from 1, the column in code points. Column 0: the whole line (end of file).
struct Location {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Location&) const = default;
};

enum class KeywordType : std::uint8_t {
  unknown,      // "* ", or a keyword that the language uses for more than one type
  context,      // Given
  action,       // When
  outcome,      // Then
  conjunction,  // And, But
};

struct Comment {
  Location location;
  std::string_view text;  // the whole line, with '#' and the space before it
};

struct Tag {
  Location location;
  std::string_view id;
  std::string_view name;  // with '@'
};

struct DocString {
  Location location;
  std::string_view media_type;  // empty: none
  std::string_view content;     // lines joined by '\n', without the indent of the fence
  std::string_view delimiter;   // """ or ```
};

struct TableCell {
  Location location;
  std::string_view value;  // trimmed, escapes resolved
};

struct TableRow {
  Location location;
  std::string_view id;
  std::span<const TableCell> cells;
};

struct DataTable {
  Location location;
  std::span<const TableRow> rows;  // at least one; all with the same number of cells
};

struct Step {
  Location location;
  std::string_view id;
  std::string_view keyword;  // as written, with its trailing space if the language has one: "Given "
  KeywordType keyword_type = KeywordType::unknown;
  std::string_view text;
  const DocString* doc_string = nullptr;  // both may be there; their locations tell which comes first
  const DataTable* data_table = nullptr;
};

struct Background {
  Location location;
  std::string_view id;
  std::string_view keyword;
  std::string_view name;
  std::string_view description;
  std::span<const Step> steps;
};

struct Examples {
  Location location;
  std::string_view id;
  std::string_view keyword;
  std::string_view name;
  std::string_view description;
  std::span<const Tag> tags;
  const TableRow* header = nullptr;  // null: no table
  std::span<const TableRow> body;    // same number of cells as the header
};

// A scenario, or a scenario outline when it has examples (the keyword does not decide).
struct Scenario {
  Location location;
  std::string_view id;
  std::string_view keyword;
  std::string_view name;
  std::string_view description;
  std::span<const Tag> tags;
  std::span<const Step> steps;
  std::span<const Examples> examples;
};

struct Rule {
  Location location;
  std::string_view id;
  std::string_view keyword;
  std::string_view name;
  std::string_view description;
  std::span<const Tag> tags;
  std::optional<Background> background;
  std::span<const Scenario> scenarios;
};

// The grammar puts the background first, then scenarios, then rules; that is also the order of `children` in
// messages.
struct Feature {
  Location location;
  std::string_view language;  // "en" unless the file has a `# language:` header
  std::string_view keyword;
  std::string_view name;
  std::string_view description;
  std::span<const Tag> tags;
  std::optional<Background> background;
  std::span<const Scenario> scenarios;
  std::span<const Rule> rules;
};

struct Document {
  std::shared_ptr<const Store> memory;
  std::string_view uri;
  std::string_view source;         // the whole text, without a byte order mark
  std::optional<Feature> feature;  // absent in a file that is empty or holds only comments
  std::span<const Comment> comments;
};

}  // namespace ordeal::gherkin
