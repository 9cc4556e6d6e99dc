#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

struct Flight {
  std::string from, to;
};

PARAMETER_TYPE(Flight, "flight", "([A-Z]{3})-([A-Z]{3})", (const std::string& from, const std::string& to)) {
  return {from, to};
}
GIVEN("{flight} has been delayed", (const Flight& flight)) {
  ASSERT_EQ(flight.from, "LHR");
  ASSERT_EQ(flight.to, "CDG");
}

}  // namespace
}  // namespace ordeal::kit
