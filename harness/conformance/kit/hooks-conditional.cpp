#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE((), .tags = "@passing-hook") {}
BEFORE((), .tags = "@fail-before") {
  throw std::runtime_error("Exception in conditional hook");
}
WHEN("a step passes", ()) {}
AFTER((), .tags = "@fail-after") {
  throw std::runtime_error("Exception in conditional hook");
}
AFTER((), .tags = "@passing-hook") {}

}  // namespace
}  // namespace ordeal::kit
