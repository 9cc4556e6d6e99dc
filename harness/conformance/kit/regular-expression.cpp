#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

using Vegetable = std::optional<std::string>;

GIVEN(REGEX("^a (.*?)(?: and a (.*?))?(?: and a (.*?))?$"),
      (const std::string&, const Vegetable&, const Vegetable&)) {}

}  // namespace
}  // namespace ordeal::kit
