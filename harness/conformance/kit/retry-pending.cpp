#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a pending step", ()) {
  pending("");
}

}  // namespace
}  // namespace ordeal::kit
