#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void parse_error(const Inspected& inspected, Findings& findings) {
  for (const run::FeatureProblem& problem : inspected.features.unparsable) {
    findings.add(problem.uri, problem.error.location, problem.error.message);
  }
}

}  // namespace ordeal::lint
