#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("a doc string:", (const DocString&)) {}

}  // namespace
}  // namespace ordeal::kit
