#include "harness/gherkin/builder.hpp"

#include <utility>

namespace ordeal::gherkin {
void Builder::begin(Section section) {
  complete_description();
  if (section == Section::examples) {
    complete_step();
    complete_examples();
    examples_.emplace();
    return;
  }
  complete_steps_section();
  switch (section) {
    case Section::feature:
      feature_.emplace();
      break;
    case Section::rule:
      complete_rule();
      rule_.emplace();
      break;
    case Section::background:
      background_.emplace();
      break;
    default:
      scenario_.emplace();
      break;
  }
}

void Builder::add_tags(Section section, const Token& token) {
  std::vector<Tag>& tags = section == Section::feature    ? feature_tags_
                           : section == Section::rule     ? rule_tags_
                           : section == Section::scenario ? scenario_tags_
                                                          : examples_tags_;
  for (const TokenItem& item : token.items) {
    tags.push_back({.location = {token.location.line, item.column}, .name = item.text});
  }
}

void Builder::add_title(Section section, const Token& token, std::string_view language) {
  const auto fill = [&](auto& node) {
    node.location = token.location;
    node.keyword = token.keyword;
    node.name = token.text;
    description_ = &node.description;
  };
  switch (section) {
    case Section::feature:
      fill(*feature_);
      feature_->language = language;
      break;
    case Section::rule:
      fill(*rule_);
      break;
    case Section::background:
      fill(*background_);
      break;
    case Section::scenario:
      fill(*scenario_);
      break;
    case Section::examples:
      fill(*examples_);
      break;
  }
}

void Builder::add_description(std::string_view line) {
  lines_.add(line);
}

void Builder::add_step(const Token& token) {
  complete_description();
  complete_step();
  step_ = Step{.location = token.location,
               .keyword = token.keyword,
               .keyword_type = token.keyword_type,
               .text = token.text};
}

void Builder::add_row(const Token& token) {
  complete_description();
  for (const TokenItem& item : token.items) {
    cells_.push_back({.location = {token.location.line, item.column}, .value = item.text});
  }
  rows_.push_back({.location = token.location, .cells = store_.settle(cells_)});
}

void Builder::add_comment(const Token& token) {
  comments_.push_back({token.location, token.text});
}

void Builder::open_doc_string(const Token& token) {
  if (!rows_.empty())
    step_->data_table = store_.keep_one(DataTable{rows_.front().location, complete_table()});
  doc_string_ = DocString{.location = token.location, .media_type = token.text, .delimiter = token.keyword};
}

void Builder::add_doc_string_line(std::string_view line) {
  lines_.add(line);
}

void Builder::close_doc_string() {
  doc_string_->content = lines_.take(store_);
  step_->doc_string = store_.keep_one(*std::exchange(doc_string_, std::nullopt));
}

void Builder::finish(Document& document) {
  complete_description();
  complete_steps_section();
  complete_rule();
  if (feature_) {
    complete_feature_scenarios();
    feature_->rules = store_.settle(rules_);
    feature_->tags = complete_tags(feature_tags_);
  }
  document.feature = std::exchange(feature_, std::nullopt);
  document.comments = store_.settle(comments_);
}

void Builder::complete_description() {
  if (!description_) return;
  lines_.drop_blank_end();
  *std::exchange(description_, nullptr) = lines_.take(store_);
}

// The rows of a data table or of examples. All must have as many cells as the first; one error a table.
std::span<const TableRow> Builder::complete_table() {
  bool consistent = true;
  for (TableRow& row : rows_) {
    row.id = next_id();
    if (consistent && row.cells.size() != rows_.front().cells.size()) {
      errors_.add(row.location, kInconsistentTable);
      consistent = false;
    }
  }
  return store_.settle(rows_);
}

void Builder::complete_step() {
  if (!step_) return;
  if (!rows_.empty())
    step_->data_table = store_.keep_one(DataTable{rows_.front().location, complete_table()});
  step_->id = next_id();
  steps_.push_back(*std::exchange(step_, std::nullopt));
}

void Builder::complete_steps_section() {
  complete_step();
  complete_background();
  complete_scenario();
}

void Builder::complete_background() {
  if (!background_) return;
  background_->steps = store_.settle(steps_);
  background_->id = next_id();
  (rule_ ? rule_->background : feature_->background) = std::exchange(background_, std::nullopt);
}

void Builder::complete_scenario() {
  if (!scenario_) return;
  complete_examples();
  scenario_->steps = store_.settle(steps_);
  scenario_->examples = store_.settle(examples_list_);
  scenario_->tags = complete_tags(scenario_tags_);
  scenario_->id = next_id();
  scenarios_.push_back(*std::exchange(scenario_, std::nullopt));
}

void Builder::complete_examples() {
  if (!examples_) return;
  const std::span<const TableRow> rows = complete_table();
  if (!rows.empty()) {
    examples_->header = &rows.front();
    examples_->body = rows.subspan(1);
  }
  examples_->tags = complete_tags(examples_tags_);
  examples_->id = next_id();
  examples_list_.push_back(*std::exchange(examples_, std::nullopt));
}

void Builder::complete_rule() {
  if (!rule_) {
    complete_feature_scenarios();  // what follows belongs to the first rule
    return;
  }
  rule_->scenarios = store_.settle(scenarios_);
  rule_->tags = complete_tags(rule_tags_);
  rule_->id = next_id();
  rules_.push_back(*std::exchange(rule_, std::nullopt));
}

void Builder::complete_feature_scenarios() {
  if (feature_ && !scenarios_.empty()) feature_->scenarios = store_.settle(scenarios_);
}

std::span<const Tag> Builder::complete_tags(std::vector<Tag>& tags) {
  for (Tag& tag : tags) tag.id = next_id();
  return store_.settle(tags);
}

}  // namespace ordeal::gherkin
