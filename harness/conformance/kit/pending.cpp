#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an implemented non-pending step", ()) {}
GIVEN("an implemented step that is skipped", ()) {}
GIVEN("an unimplemented pending step", ()) {
  pending("");
}

}  // namespace
}  // namespace ordeal::kit
