// Builds the syntax tree from tokens that come in the grammar's order.
//
// A node gets its id when it is complete, after the nodes inside it; that is the order of the official
// parsers. Lists grow in vectors that are used again for every node, and go into the store when they are
// complete.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/gherkin/document.hpp"
#include "harness/gherkin/grammar.hpp"
#include "harness/gherkin/ids.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/text_block.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

class Builder {
 public:
  Builder(Store& store, IdGenerator& ids, ParseErrors& errors) : store_(store), ids_(ids), errors_(errors) {}

  // A section begins: with its tags, or else with its keyword line. Completes what it ends.
  void begin(Section section);

  void add_tags(Section section, const Token& token);
  void add_title(Section section, const Token& token, std::string_view language);
  void add_description(std::string_view line);
  void add_step(const Token& token);
  void add_row(const Token& token);
  void add_comment(const Token& token);
  // A doc string: its opening fence, its lines, its end.
  void open_doc_string(const Token& token);
  void add_doc_string_line(std::string_view line);
  void close_doc_string();

  // Completes everything and moves it into the document.
  void finish(Document& document);

 private:
  std::string_view next_id() { return store_.keep(ids_.next()); }
  void complete_description();
  std::span<const TableRow> complete_table();
  void complete_step();
  void complete_steps_section();  // the background or scenario that is open, if any
  void complete_background();
  void complete_scenario();
  void complete_examples();
  void complete_rule();
  void complete_feature_scenarios();
  std::span<const Tag> complete_tags(std::vector<Tag>& tags);

  Store& store_;
  IdGenerator& ids_;
  ParseErrors& errors_;

  // The nodes that are open.
  std::optional<Feature> feature_;
  std::optional<Rule> rule_;
  std::optional<Background> background_;
  std::optional<Scenario> scenario_;
  std::optional<Examples> examples_;
  std::optional<Step> step_;
  std::optional<DocString> doc_string_;
  std::string_view* description_ = nullptr;  // of the section whose title was the last

  // What they hold so far.
  std::vector<Tag> feature_tags_, rule_tags_, scenario_tags_, examples_tags_;
  std::vector<Comment> comments_;
  std::vector<Rule> rules_;
  std::vector<Scenario> scenarios_;  // of the rule if one is open, else of the feature
  std::vector<Examples> examples_list_;
  std::vector<Step> steps_;
  std::vector<TableRow> rows_;
  std::vector<TableCell> cells_;  // of one row
  TextBlock lines_;               // of a description or a doc string
};

}  // namespace ordeal::gherkin
