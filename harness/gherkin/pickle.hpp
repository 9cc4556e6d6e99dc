// Pickles: what is executed. A scenario gives one, a scenario outline one for each row of its examples, with
// the steps of the backgrounds before its own and every <placeholder> replaced. Made by
// harness/gherkin/compile.hpp.
//
// Text is a view, kept alive by Pickles::memory (which also holds the document's memory).
// Source of names and order: the JSON schema of @cucumber/messages 34. Members marked "not in messages" are
// for reports that would otherwise look them up in the document.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "harness/gherkin/document.hpp"

namespace ordeal::gherkin {

// A conjunction has the type of the step before it.
enum class StepType : std::uint8_t { unknown, context, action, outcome };

struct PickleTag {
  std::string_view name;  // with '@'
  std::string_view ast_node_id;
};

struct PickleDocString {
  std::uint32_t argument_index = 0;  // 1 or 2 when the step also has a table: its place; else 0
  std::string_view media_type;       // empty: none
  std::string_view content;
};

struct PickleRow {
  std::span<const std::string_view> cells;
};

struct PickleTable {
  std::uint32_t argument_index = 0;  // 1 or 2 when the step also has a doc string: its place; else 0
  std::span<const PickleRow> rows;   // at least one; all with the same number of cells
};

struct PickleStep {
  std::string_view id;
  std::string_view text;
  StepType type = StepType::unknown;
  const PickleDocString* doc_string = nullptr;
  const PickleTable* data_table = nullptr;
  std::span<const std::string_view> ast_node_ids;  // the step's; in an outline then the row's
  Location location;                               // of the step; not in messages
  std::string_view keyword;                        // "Given "; not in messages
};

struct Pickle {
  std::string_view id;
  std::string_view uri;
  Location location;  // of the scenario, or of the row of its examples
  std::string_view name;
  std::string_view language;
  std::span<const PickleStep> steps;  // empty when the scenario has none, whatever the background has
  std::span<const PickleTag> tags;    // feature, rule, scenario, examples: in this order
  std::span<const std::string_view> ast_node_ids;  // the scenario's; in an outline then the row's
};

// The pickles of one document, in its order.
struct Pickles {
  std::shared_ptr<const Store> memory;
  std::span<const Pickle> pickles;

  auto begin() const { return pickles.begin(); }
  auto end() const { return pickles.end(); }
  std::size_t size() const { return pickles.size(); }
  bool empty() const { return pickles.empty(); }
  const Pickle& operator[](std::size_t index) const { return pickles[index]; }
};

}  // namespace ordeal::gherkin
