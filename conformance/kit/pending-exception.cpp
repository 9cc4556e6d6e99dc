#include "conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("an unimplemented pending step", ()) {
  pending("TODO");
}

}  // namespace
}  // namespace ordeal::kit
