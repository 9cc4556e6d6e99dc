#include "pipeline/recovery/backoff.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

TEST(Backoff, DoublesItsCeilingUpToTheCap) {
  const BackoffPolicy policy{.first = 1s, .cap = 60s};
  EXPECT_EQ(backoff_ceiling(policy, 0), 1s);
  EXPECT_EQ(backoff_ceiling(policy, 3), 8s);
  EXPECT_EQ(backoff_ceiling(policy, 6), 60s);
  EXPECT_EQ(backoff_ceiling(policy, 1'000'000), 60s);
}

}  // namespace
}  // namespace slots
