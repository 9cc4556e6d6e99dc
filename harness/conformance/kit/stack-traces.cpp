#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

WHEN("a step throws an exception", ()) {
  throw std::runtime_error("BOOM");
}

}  // namespace
}  // namespace ordeal::kit
