#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a step that skips", ()) {
  skip("");
}
AFTER(()) {
  throw std::runtime_error("whoops");
}

}  // namespace
}  // namespace ordeal::kit
