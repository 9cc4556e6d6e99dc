#include "pipeline/stages/clip_gate.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace slots {
namespace {

std::array<KeyframeLikeness, 5> all(double b, double l) {
  std::array<KeyframeLikeness, 5> k;
  k.fill({b, l});
  return k;
}

TEST(ClipGate, PassesAtItsThresholdsAndFailsBelow) {
  EXPECT_TRUE(judge(all(0.70, 0.72)).passed);
  EXPECT_FALSE(judge(all(0.699, 0.9)).passed);
  EXPECT_FALSE(judge(all(0.9, 0.719)).passed);
}

TEST(ClipGate, CountsTheWorstKeyframe) {
  auto k = all(0.99, 0.98);
  k[3] = {0.75, 0.10};
  const ClipScore s = judge(k);
  EXPECT_FALSE(s.passed);
  EXPECT_DOUBLE_EQ(s.b, 0.75);
  EXPECT_DOUBLE_EQ(s.l, 0.10);
}

TEST(ClipGate, FailsOnNotANumberInAnyPlace) {
  for (std::size_t i = 0; i < 5; ++i) {
    auto k = all(0.99, 0.98);
    k[i].b = NAN;
    EXPECT_FALSE(judge(k).passed) << i;
    k = all(0.99, 0.98);
    k[i].l = NAN;
    EXPECT_FALSE(judge(k).passed) << i;
  }
}

TEST(ClipGate, WeighsTheTowersAndReportsTheirDisagreement) {
  EXPECT_DOUBLE_EQ(judge(all(0.8, 0.9)).score, 0.4 * 0.8 + 0.6 * 0.9);
  EXPECT_FALSE(judge(all(0.8, 0.9)).outlier);
  EXPECT_TRUE(judge(all(0.75, 0.95)).outlier);
  EXPECT_TRUE(judge(all(0.75, 0.95)).passed) << "disagreement is reported, it is no reason to fail";
}

TEST(ClipGate, SaysWhyWithBothNumbers) {
  EXPECT_EQ(judge(all(0.1234, 0.9)).reason, "CLIP B is 0.123, at least 0.70 is needed");
  EXPECT_EQ(judge(all(0.9, 0.9)).reason, "");
}

}  // namespace
}  // namespace slots
