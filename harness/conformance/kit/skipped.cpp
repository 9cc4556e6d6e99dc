#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a step that does not skip", ()) {}
GIVEN("a step that is skipped", ()) {}
GIVEN("I skip a step", ()) {
  skip("");
}

}  // namespace
}  // namespace ordeal::kit
