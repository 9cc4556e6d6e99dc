#include "harness/lint/rules.hpp"

namespace ordeal::lint {

void unusable_definition(const Inspected& inspected, Findings& findings) {
  for (const Problem& problem : inspected.registry.problems()) {
    findings.add(problem.where, "'" + problem.expression + "': " + problem.message);
  }
}

}  // namespace ordeal::lint
