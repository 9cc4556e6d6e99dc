// A chosen scenario made ready: what each of its steps means, and the hooks around it, in the order in which
// they run. Made when the scenario starts, since most of a long run waits.
#pragma once

#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/run/plan.hpp"

namespace ordeal::run {

struct TestStep {
  enum class Kind { before_scenario, before_step, step, after_step, after_scenario, judgement };

  std::string id;
  Kind kind = Kind::step;
  const Hook* hook = nullptr;                        // of the hooks
  const gherkin::PickleStep* pickle_step = nullptr;  // of a step, and of the hooks around it
  StepMatch match = Undefined{};                     // of a step
};

struct TestCase {
  std::string id;
  std::shared_ptr<const gherkin::Pickle> pickle;  // what the steps point into
  std::vector<TestStep> steps;

  std::string place() const;  // "features/a.feature:12"
};

// `judged`: a step at the end says whether the faults landed and the subject healed. The same scenario of the
// same registry gives the same test case with the same ids every time.
TestCase make_test_case(const Chosen& scenario, const Registry& registry, bool judged);

}  // namespace ordeal::run
