#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE_RUN(()) {}
BEFORE_RUN(()) {
  throw std::runtime_error("BeforeAll hook went wrong");
}
BEFORE_RUN(()) {}
WHEN("a step passes", ()) {}
AFTER_RUN(()) {}
AFTER_RUN(()) {}

}  // namespace
}  // namespace ordeal::kit
