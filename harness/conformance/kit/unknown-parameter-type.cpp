#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

struct Airport {};

GIVEN("{airport} is closed because of a strike", (const Airport&)) {
  throw std::runtime_error("Should not be called because airport parameter type has not been defined");
}

}  // namespace
}  // namespace ordeal::kit
