#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an implemented step", ()) {}
GIVEN("a step that will be skipped", ()) {}

}  // namespace
}  // namespace ordeal::kit
