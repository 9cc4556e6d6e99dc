// Which scenarios run, and what each of their steps means: decided before anything starts.
#pragma once

#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/messages/envelope.hpp"
#include "harness/run/features.hpp"

namespace ordeal::run {

struct Selection {
  expressions::TagExpression tags;
  std::vector<std::string> names;  // parts of scenario names, any of them; empty: all
  std::string arm;                 // a scenario that is tagged with other arms alone is left out
};

struct PlannedStep {
  std::string id;  // of the test step
  const gherkin::PickleStep* pickle_step = nullptr;
  StepMatch match;
};

struct PlannedHook {
  std::string id;
  const Hook* hook = nullptr;  // null: the judgement that ends every scenario
};

struct PlannedScenario {
  std::string id;  // of the test case
  const gherkin::Pickle* pickle = nullptr;
  std::vector<PlannedHook> before, after;
  std::vector<PlannedStep> steps;
  PlannedHook judgement;  // last

  std::string place() const;  // "features/a.feature:12"
  std::vector<std::string> tags() const;
};

enum class Order { defined, reverse, random };

struct Plan {
  std::vector<PlannedScenario> scenarios;
};

// `tags` of the arms: "@sim", "@cpu", "@cuda". A scenario without any runs on all.
bool runs_on(const std::vector<std::string>& tags, const std::string& arm);

Plan make_plan(const Features& features, const Registry& registry, const Selection& selection,
               gherkin::IdGenerator& ids);
void arrange(Plan& plan, Order order, std::uint64_t seed);

// What the plan says in the message stream: sources, documents, pickles, definitions, hooks, test cases, and
// suggestions for undefined steps.
inline constexpr const char* kJudgementHook = "hook-judgement";
std::string definition_id(const Registry& registry, const StepDefinition& definition);
std::string hook_id(const Registry& registry, const Hook& hook);
std::vector<messages::Envelope> features_as_messages(const Features& features);
std::vector<messages::Envelope> definitions_as_messages(const Registry& registry);
messages::TestCase as_message(const PlannedScenario& scenario, const Registry& registry,
                              const std::string& run_id);
std::vector<messages::Envelope> suggestions(const PlannedScenario& scenario, const Registry& registry);

}  // namespace ordeal::run
