#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an order for {string}", (const std::string&)) {}

}  // namespace
}  // namespace ordeal::kit
