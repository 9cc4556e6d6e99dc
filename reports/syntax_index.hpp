// What a pickle does not say about itself: the keyword and line of each step, and the names around a
// scenario. They stand in the GherkinDocument, under the ids that the pickle names.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ordeal::reports {

struct StepSyntax {
  std::string keyword;  // as it is written: "Given " with its space, "Lorsqu'" without one
  std::int64_t line = 0;
};

struct ScenarioSyntax {
  std::string feature, rule, scenario, examples;
  std::string example;    // "#1.2"; empty without examples
  std::int64_t line = 0;  // of the row, or of the scenario
};

class SyntaxIndex {
 public:
  // A document's JSON in the form of the schema; what it lacks is left out.
  void add(std::string_view gherkin_document);

  // nullptr when no document has that id.
  const StepSyntax* step(const std::string& ast_node_id) const;
  const ScenarioSyntax* scenario(const std::string& ast_node_id) const;

  void clear();

 private:
  void add_children(const boost::json::object& parent, const ScenarioSyntax& around);
  void add_scenario(const boost::json::object& scenario, ScenarioSyntax around);
  void add_steps(const boost::json::object& parent);

  std::unordered_map<std::string, StepSyntax> steps_;
  std::unordered_map<std::string, ScenarioSyntax> scenarios_;
};

}  // namespace ordeal::reports
