#include "harness/cli/step_list.hpp"

#include <algorithm>
#include <cctype>

#include "harness/definitions/readable_type.hpp"

namespace ordeal::cli {
namespace {

constexpr std::size_t kExamples = 3;

// Of ASCII letters alone; other letters are found as they are written.
std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool contains(const std::string& text, const std::string& lower_part) {
  return lower(text).find(lower_part) != std::string::npos;
}

std::vector<UsageExample> examples_of(const StepDefinition& step, const std::vector<lint::StepUse>& uses) {
  std::vector<UsageExample> examples;
  for (const lint::StepUse& use : uses) {
    if (examples.size() == kExamples) break;
    if (!use.uses(step)) continue;
    const std::string text = use.keyword + use.text;
    const bool known =
        std::ranges::any_of(examples, [&](const auto& example) { return example.text == text; });
    if (!known) examples.push_back({text, use.file + ":" + std::to_string(use.location.line)});
  }
  return examples;
}

ListedStep listed(const StepDefinition& step, const std::vector<lint::StepUse>& uses) {
  ListedStep made{.keyword = step.keyword,
                  .wording = step.expression.source(),
                  .description = step.description,
                  .regular = step.expression.is_regular(),
                  .where = step.where,
                  .examples = examples_of(step, uses)};
  const auto [table, text] = step.function.takes;
  made.takes = table && text ? "table and text" : table ? "table" : text ? "text" : "";
  for (const auto* type : step.expression.types()) made.parameters.push_back(type ? type->name : "");
  return made;
}

}  // namespace

std::vector<ListedStep> list_steps(const Registry& registry, const std::vector<lint::StepUse>& uses,
                                   const std::string& search) {
  const std::string part = lower(search);
  std::vector<ListedStep> steps;
  for (const StepDefinition& step : registry.steps()) {
    if (contains(step.expression.source(), part) || contains(step.description, part))
      steps.push_back(listed(step, uses));
  }
  return steps;
}

std::vector<ListedParameter> list_parameters(const Registry& registry, const std::string& search) {
  std::vector<ListedParameter> parameters;
  for (const auto& type : registry.parameter_types().all()) {
    std::string all = "{" + type.name + "}";
    for (const std::string& pattern : type.regexps) all += " " + pattern;
    if (!contains(all, lower(search))) continue;
    const auto own = std::ranges::find_if(registry.own_parameter_types(), [&](const auto& declared) {
      return declared.type.name == type.name;
    });
    parameters.push_back({type.name, type.regexps, readable_type(type.type),
                          own == registry.own_parameter_types().end() ? "" : own->where.text()});
  }
  return parameters;
}

}  // namespace ordeal::cli
