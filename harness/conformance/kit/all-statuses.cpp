#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN(REGEX("^a step$"), ()) {}
GIVEN(REGEX("^a failing step$"), ()) {
  throw std::runtime_error("whoops");
}
GIVEN(REGEX("^a pending step$"), ()) {
  pending("");
}
GIVEN(REGEX("^a skipped step$"), ()) {
  skip("");
}
GIVEN(REGEX("^an ambiguous (.*?)$"), (const std::string&)) {}
GIVEN(REGEX("^(.*?) ambiguous step$"), (const std::string&)) {}

}  // namespace
}  // namespace ordeal::kit
