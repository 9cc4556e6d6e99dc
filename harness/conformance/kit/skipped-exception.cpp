#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("I skip a step", ()) {
  skip("skipping");
}

}  // namespace
}  // namespace ordeal::kit
