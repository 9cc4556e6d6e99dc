#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN(REGEX("^a (.*?) with (.*?)$"), (const std::string&, const std::string&)) {}
GIVEN(REGEX("^a step with (.*?)$"), (const std::string&)) {}

}  // namespace
}  // namespace ordeal::kit
