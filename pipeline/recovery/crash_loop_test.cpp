#include "pipeline/recovery/crash_loop.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

const CrashLoopPolicy kPolicy{.crashes = 3, .within = 10s};

TEST(CrashLoop, IsSoManyCrashesWithinItsTime) {
  CrashLoop loop(kPolicy);
  EXPECT_FALSE(loop.crashed(1s));
  EXPECT_FALSE(loop.crashed(2s));
  EXPECT_TRUE(loop.crashed(11s)) << "the first one was 10 s ago, which is within 10 s";
}

TEST(CrashLoop, IsNoneWhenTheyAreFartherApart) {
  CrashLoop loop(kPolicy);
  EXPECT_FALSE(loop.crashed(1s));
  EXPECT_FALSE(loop.crashed(2s));
  EXPECT_FALSE(loop.crashed(11'001ms));
  EXPECT_TRUE(loop.crashed(12s));
}

TEST(CrashLoop, BeginsAnewAfterTheRest) {
  CrashLoop loop(kPolicy);
  for (const Time at : {1s, 2s}) EXPECT_FALSE(loop.crashed(at));
  EXPECT_TRUE(loop.crashed(3s));
  for (const Time at : {4s, 5s}) EXPECT_FALSE(loop.crashed(at));
  EXPECT_TRUE(loop.crashed(6s));
}

}  // namespace
}  // namespace slots
