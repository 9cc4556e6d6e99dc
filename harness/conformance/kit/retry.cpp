#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

// A failed attempt leaves nothing behind in this process, so each asks for its number.
void pass_from(const CurrentScenario& scenario, int attempt) {
  if (scenario.attempt + 1 < attempt) throw std::runtime_error("Exception in step");
}

GIVEN("a step that always passes", ()) {}
GIVEN("a step that passes the second time", (CurrentScenario & scenario)) {
  pass_from(scenario, 2);
}
GIVEN("a step that passes the third time", (CurrentScenario & scenario)) {
  pass_from(scenario, 3);
}
GIVEN("a step that always fails", ()) {
  throw std::runtime_error("Exception in step");
}

}  // namespace
}  // namespace ordeal::kit
