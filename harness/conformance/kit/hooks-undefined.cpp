#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE(()) {}
AFTER(()) {}

}  // namespace
}  // namespace ordeal::kit
