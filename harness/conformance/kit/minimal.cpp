#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("I have {int} cukes in my belly", (int)) {}

}  // namespace
}  // namespace ordeal::kit
