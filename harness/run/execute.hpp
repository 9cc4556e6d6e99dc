// Runs one attempt at a scenario: hooks, steps, judgement. What happens leaves as messages.
#pragma once

#include "harness/definitions/attachments.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/step_result.hpp"
#include "harness/run/plan_messages.hpp"
#include "harness/run/subject.hpp"
#include "harness/run/test_case.hpp"

namespace ordeal::run {

struct AttemptIds {
  std::string started;     // test case started
  int worker = 0;          // which of those that run at the same time, from 1; 0: one at a time
  int attempt = 0;         // from 0
  int repetition = 1;      // of the scenario
  std::uint64_t seed = 1;  // of its randomness
};

struct Stage {
  const Registry& registry;
  const SubjectFactory& make_subject;  // empty: no subject, and no judgement
  Context& outer;                      // what hooks around the scenario's feature, rule and run made
  process::JobContext& job;
  std::string_view world = {};  // what a new definition takes first: "World& world"
  bool go_on = false;           // with the steps behind one that failed
  bool dry = false;             // nothing is run: each step is skipped, undefined or ambiguous
};

// Never throws: a step's exception is its failure, a subject's is the judgement's. `facts` is asked for only
// when there is a subject.
void execute(const TestCase& test_case, const AttemptIds& ids, const std::function<ScenarioFacts()>& facts,
             const Stage& stage, const Emit& emit);

// The sentence that stands as a failure's message where a scenario is invalid or not healed; "" otherwise.
std::string complaint(const messages::Verdict& verdict);

// `places`: where the step or hook stands, one a line, for the stack trace of what it threw.
messages::TestStepResult as_message(const StepResult& result, std::chrono::steady_clock::duration took,
                                    const std::string& places);
messages::Attachment as_message(Attachments::Item item);

}  // namespace ordeal::run
