#include "harness/lint/step_uses.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ordeal::lint {
namespace {

class Uses {
 public:
  explicit Uses(const Registry& registry) : registry_(registry) {}

  void add_feature(std::string_view file, const gherkin::Pickles& pickles) {
    seen_.clear();
    for (const gherkin::Pickle& pickle : pickles) {
      for (const gherkin::PickleStep& step : pickle.steps) {
        if (seen_.emplace(step.location.line, step.text).second) add(file, step, step.location, false);
        if (step.doc_string && step.doc_string->media_type == "gherkin") add_inner(file, step);
      }
    }
  }

  std::vector<StepUse> take() { return std::move(uses_); }

 private:
  void add(std::string_view file, const gherkin::PickleStep& step, gherkin::Location location, bool inner) {
    uses_.push_back({std::string(file), location, std::string(step.keyword), std::string(step.text),
                     registry_.match(step.text), inner});
  }

  // A feature that a step hands to a run of its own. It may be wrong on purpose: then it uses nothing.
  void add_inner(std::string_view file, const gherkin::PickleStep& step) {
    const auto document = gherkin::parse(std::string(step.doc_string->content), file, ids_);
    if (!document) return;
    const auto pickles = gherkin::compile_pickles(*document, ids_);
    if (!pickles) return;
    for (const gherkin::Pickle& pickle : *pickles) {
      for (const gherkin::PickleStep& inner : pickle.steps) add(file, inner, step.location, true);
    }
  }

  const Registry& registry_;
  gherkin::IncrementingIds ids_;
  std::set<std::pair<std::uint32_t, std::string_view>> seen_;
  std::vector<StepUse> uses_;
};

}  // namespace

std::span<const StepDefinition* const> StepUse::definitions() const {
  if (const auto* matched = std::get_if<Matched>(&match)) return {&matched->definition, 1};
  if (const auto* ambiguous = std::get_if<Ambiguous>(&match)) return ambiguous->definitions;
  return {};
}

bool StepUse::uses(const StepDefinition& definition) const {
  return std::ranges::find(definitions(), &definition) != definitions().end();
}

std::vector<StepUse> step_uses(const run::Features& features, const Registry& registry) {
  Uses uses(registry);
  for (const run::Feature& feature : features.read) uses.add_feature(feature.uri, feature.parsed()->pickles);
  return uses.take();
}

}  // namespace ordeal::lint
