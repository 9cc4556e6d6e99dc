#include "reports/syntax_index.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

namespace ordeal::reports {
namespace {

using boost::json::object;
using boost::json::value;

std::string text_of(const object& from, std::string_view name) {
  const auto* member = from.if_contains(name);
  const auto* text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? "" : std::string(*text);
}

std::int64_t line_of(const object& from) {
  const auto* location = from.if_contains("location");
  const auto* line = location && location->is_object() ? location->get_object().if_contains("line") : nullptr;
  return line != nullptr && line->is_number() ? line->to_number<std::int64_t>() : 0;
}

// Calls visit(object) for each object in a list that may be missing.
template <class Visit>
void for_each_in(const object& from, std::string_view name, Visit&& visit) {
  const auto* member = from.if_contains(name);
  const auto* list = member == nullptr ? nullptr : member->if_array();
  if (list == nullptr) return;
  for (const auto& element : *list) {
    if (const auto* found = element.if_object()) visit(*found);
  }
}

const object* part(const object& from, std::string_view name) {
  const auto* member = from.if_contains(name);
  return member == nullptr ? nullptr : member->if_object();
}

}  // namespace

void SyntaxIndex::add(std::string_view gherkin_document) {
  boost::json::monotonic_resource memory;
  boost::system::error_code error;  // then the value is null
  const value parsed = boost::json::parse(gherkin_document, error, &memory);
  const auto* document = parsed.if_object();
  const auto* feature = document == nullptr ? nullptr : part(*document, "feature");
  if (feature == nullptr) return;
  ScenarioSyntax around;
  around.feature = text_of(*feature, "name");
  add_children(*feature, around);
}

void SyntaxIndex::add_children(const object& parent, const ScenarioSyntax& around) {
  for_each_in(parent, "children", [&](const object& child) {
    if (const auto* background = part(child, "background")) add_steps(*background);
    if (const auto* scenario = part(child, "scenario")) add_scenario(*scenario, around);
    if (const auto* rule = part(child, "rule")) {
      ScenarioSyntax inside = around;
      inside.rule = text_of(*rule, "name");
      add_children(*rule, inside);
    }
  });
}

void SyntaxIndex::add_scenario(const object& scenario, ScenarioSyntax around) {
  add_steps(scenario);
  around.scenario = text_of(scenario, "name");
  around.line = line_of(scenario);
  scenarios_[text_of(scenario, "id")] = around;
  int number = 0;
  for_each_in(scenario, "examples", [&](const object& examples) {
    ++number;
    int row_number = 0;
    around.examples = text_of(examples, "name");
    for_each_in(examples, "tableBody", [&](const object& row) {
      around.example = "#" + std::to_string(number) + "." + std::to_string(++row_number);
      around.line = line_of(row);
      scenarios_[text_of(row, "id")] = around;
    });
  });
}

void SyntaxIndex::add_steps(const object& parent) {
  for_each_in(parent, "steps", [&](const object& step) {
    steps_[text_of(step, "id")] = {text_of(step, "keyword"), line_of(step)};
  });
}

const StepSyntax* SyntaxIndex::step(const std::string& ast_node_id) const {
  const auto found = steps_.find(ast_node_id);
  return found == steps_.end() ? nullptr : &found->second;
}

const ScenarioSyntax* SyntaxIndex::scenario(const std::string& ast_node_id) const {
  const auto found = scenarios_.find(ast_node_id);
  return found == scenarios_.end() ? nullptr : &found->second;
}

// Maps of their own: clearing one costs what it once had room for, and a scenario after the other asks for
// it.
void SyntaxIndex::clear() {
  if (steps_.empty() && scenarios_.empty()) return;
  steps_ = {};
  scenarios_ = {};
}

}  // namespace ordeal::reports
