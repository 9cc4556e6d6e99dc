#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a step", ()) {}

}  // namespace
}  // namespace ordeal::kit
