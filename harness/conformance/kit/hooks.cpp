#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE(()) {}
WHEN("a step passes", ()) {}
WHEN("a step fails", ()) {
  throw std::runtime_error("Exception in step");
}
AFTER(()) {}

}  // namespace
}  // namespace ordeal::kit
