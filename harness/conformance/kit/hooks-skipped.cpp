#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE(()) {}
BEFORE((), .tags = "@skip-before") {
  skip("");
}
BEFORE(()) {}
GIVEN("a normal step", ()) {}
GIVEN("a step that skips", ()) {
  skip("");
}
AFTER(()) {}
AFTER((), .tags = "@skip-after") {
  skip("");
}
AFTER(()) {}

}  // namespace
}  // namespace ordeal::kit
