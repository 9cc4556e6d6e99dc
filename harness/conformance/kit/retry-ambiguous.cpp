#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an ambiguous step", ()) {}
GIVEN("an ambiguous step", ()) {}

}  // namespace
}  // namespace ordeal::kit
