#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE((), .name = "A named before hook") {}
WHEN("a step passes", ()) {}
AFTER((), .name = "A named after hook") {}

}  // namespace
}  // namespace ordeal::kit
