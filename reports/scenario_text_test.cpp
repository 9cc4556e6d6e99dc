#include "reports/scenario_text.hpp"

#include <gtest/gtest.h>

namespace ordeal::reports {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(DurationText, HasTheUnitThatItIsRoundedTo) {
  EXPECT_EQ(duration_text(milliseconds(850)), "850 ms");
  EXPECT_EQ(duration_text(microseconds(999'600)), "1.0 s");
  EXPECT_EQ(duration_text(milliseconds(12'300)), "12.3 s");
  EXPECT_EQ(duration_text(milliseconds(59'960)), "1 min 00 s");
  EXPECT_EQ(duration_text(milliseconds(125'000)), "2 min 05 s");
}

}  // namespace
}  // namespace ordeal::reports
