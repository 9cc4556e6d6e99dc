#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a step that is used", ()) {}
GIVEN("a step that is not used", ()) {}

}  // namespace
}  // namespace ordeal::kit
