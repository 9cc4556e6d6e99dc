#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN(REGEX("^a step$"), ()) {}
GIVEN(REGEX("^a skipped step$"), ()) {
  skip("");
}
GIVEN(REGEX("^a pending step$"), ()) {
  pending("");
}
GIVEN(REGEX("^an ambiguous (.*?)$"), (const std::string&)) {}
GIVEN(REGEX("^(.*?) ambiguous step$"), (const std::string&)) {}
GIVEN(REGEX("^a failing step$"), ()) {
  throw std::runtime_error("whoops");
}

}  // namespace
}  // namespace ordeal::kit
