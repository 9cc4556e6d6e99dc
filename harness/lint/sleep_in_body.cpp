#include <re2/re2.h>

#include <algorithm>

#include "harness/lint/rules.hpp"

namespace ordeal::lint {

// By the body's own text: a call of a function that sleeps. What it calls in turn is not looked at.
void sleep_in_body(const Inspected& inspected, Findings& findings) {
  static const re2::RE2 call(R"(\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep|sleep)\s*\()");
  if (!inspected.sources) return;
  for (const StepDefinition& step : inspected.registry.steps()) {
    const auto body = inspected.sources->body_of(step.where);
    if (!body) continue;
    re2::StringPiece rest(body->code.data(), body->code.size());
    for (re2::StringPiece name; re2::RE2::FindAndConsume(&rest, call, &name);) {
      const auto lines = std::count(body->code.data(), name.data(), '\n');
      findings.add(SourceLine{step.where.file, body->line + static_cast<int>(lines)},
                   "the step '" + step.expression.source() + "' calls " + std::string(name) +
                       ": wait for an event instead");
    }
  }
}

}  // namespace ordeal::lint
