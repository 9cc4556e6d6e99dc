#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE_RUN(()) {}
BEFORE_RUN(()) {}
WHEN("a step passes", ()) {}
AFTER_RUN(()) {}
AFTER_RUN(()) {
  throw std::runtime_error("AfterAll hook went wrong");
}
AFTER_RUN(()) {}

}  // namespace
}  // namespace ordeal::kit
