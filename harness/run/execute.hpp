// Runs one scenario in its own process: hooks, steps, judgement. What happens leaves as messages.
#pragma once

#include <functional>

#include "harness/run/plan.hpp"
#include "harness/run/subject.hpp"

namespace ordeal::run {

using Emit = std::function<void(const messages::Envelope&)>;

struct ScenarioIds {
  std::string started;  // test case started
  std::string worker;
};

// Never throws: a step's exception is its failure, a subject's is the judgement's.
void execute(const PlannedScenario& scenario, const ScenarioFacts& facts, const ScenarioIds& ids,
             const SubjectFactory& make_subject, process::JobContext& job, const Emit& emit);

// The sentence that stands as a failure's message where a scenario is invalid or not healed; "" otherwise.
std::string complaint(const messages::Verdict& verdict);

}  // namespace ordeal::run
