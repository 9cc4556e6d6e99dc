#include "harness/lint/rules.hpp"
#include "harness/lint/waiting.hpp"

namespace ordeal::lint {
namespace {

constexpr const char* advice = " waits a fixed time: wait for what is meant to happen by then";

}  // namespace

void sleep_step(const Inspected& inspected, Findings& findings) {
  for (const StepUse& use : inspected.uses) {
    if (!use.inner && waits_a_fixed_time(use.text))
      findings.add(use.file, use.location, "'" + use.text + "'" + advice);
  }
  for (const StepDefinition& step : inspected.registry.steps()) {
    if (waits_a_fixed_time(step.expression.source()))
      findings.add(step.where, "'" + step.expression.source() + "'" + advice);
  }
}

}  // namespace ordeal::lint
