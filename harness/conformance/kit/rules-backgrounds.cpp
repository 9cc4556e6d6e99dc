#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an order for {string}", (const std::string&)) {}
WHEN("an action", ()) {}
THEN("an outcome", ()) {}

}  // namespace
}  // namespace ordeal::kit
