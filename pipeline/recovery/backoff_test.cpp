#include "pipeline/recovery/backoff.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

class CountedRandom final : public Random {
 public:
  std::uint64_t at(std::string_view, std::uint64_t n) const override { return ~std::uint64_t{0} / (n + 1); }
  std::uint64_t unguessable(std::string_view site, std::uint64_t n) const override { return at(site, n); }
};

TEST(Backoff, DoublesItsCeilingUpToTheCap) {
  const BackoffPolicy policy{.first = 1s, .cap = 60s};
  EXPECT_EQ(backoff_ceiling(policy, 0), 1s);
  EXPECT_EQ(backoff_ceiling(policy, 3), 8s);
  EXPECT_EQ(backoff_ceiling(policy, 6), 60s);
  EXPECT_EQ(backoff_ceiling(policy, 1'000'000), 60s);
}

TEST(Backoff, StaysBelowItsCeilingWhateverTheDraw) {
  const BackoffPolicy policy{.first = 1s, .cap = 60s};
  const CountedRandom random;
  for (int n = 0; n < 10; ++n) {
    const Duration delay = backoff_delay(policy, random, "site", n);
    EXPECT_GE(delay, 0s);
    EXPECT_LT(delay, backoff_ceiling(policy, n));
  }
}

}  // namespace
}  // namespace slots
