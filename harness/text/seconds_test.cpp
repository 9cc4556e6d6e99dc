#include "harness/text/seconds.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(Seconds, AreWrittenWithTheDecimalsTheyNeed) {
  EXPECT_EQ(in_seconds(milliseconds(0)), "0 s");
  EXPECT_EQ(in_seconds(milliseconds(300)), "0.3 s");
  EXPECT_EQ(in_seconds(milliseconds(1)), "0.001 s");
  EXPECT_EQ(in_seconds(milliseconds(1500)), "1.5 s");
  EXPECT_EQ(in_seconds(milliseconds(90'000)), "90 s");
}

TEST(Seconds, AreNeverWrittenWithAnExponentNorRounded) {
  EXPECT_EQ(in_seconds(milliseconds(1'234'567)), "1234.567 s");
  EXPECT_EQ(in_seconds(hours(366 * 24)), "31622400 s");
  EXPECT_EQ(in_seconds(milliseconds::max()).substr(0, 7), "9223372");
}

}  // namespace
}  // namespace ordeal
