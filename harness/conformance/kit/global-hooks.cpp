#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE_RUN(()) {}
BEFORE_RUN(()) {}
WHEN("a step passes", ()) {}
WHEN("a step fails", ()) {
  throw std::runtime_error("Exception in step");
}
AFTER_RUN(()) {}
AFTER_RUN(()) {}

}  // namespace
}  // namespace ordeal::kit
