#include "pipeline/models/budget.hpp"

#include <gmock/gmock.h>

#include "pipeline/models/profile.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Budget, FitsAsProfilesAre) {
  for (const char* profile : {"tiny", "small", "rtx3060", "h200"}) {
    EXPECT_THAT(problems_of({.profile = profile, .device = "sim"}), IsEmpty()) << profile;
  }
}

TEST(Budget, TellsAllThatContradictsAtOnce) {
  EXPECT_THAT(problems_of({.profile = "tiny",
                           .device = "sim",
                           .soft_limit_bytes = 11'400'000,
                           .hard_limit_bytes = 10'500'000,
                           .capacity_bytes = "10000000"}),
              ElementsAre("soft_limit_bytes is 11400000, above the hard limit of 10500000 bytes",
                          "hard_limit_bytes is 10500000, above the card's capacity of 10000000 bytes",
                          "the models of profile tiny hold 10800000 bytes, above the hard limit of 10500000 "
                          "bytes"));
}

TEST(Budget, NamesWhatThereIs) {
  EXPECT_THAT(problems_of({.profile = "huge", .device = "abacus"}),
              ElementsAre("device is \"abacus\": write cpu, sim or cuda",
                          "profile is \"huge\": there are tiny, small, rtx3060, h200"));
  EXPECT_THAT(problems_of({.profile = "tiny", .device = "rocm", .has_fallback = true}), IsEmpty());
}

TEST(Budget, OfAnotherCardIsTheSameShareOfIt) {
  const Profile& tiny = *find_profile("tiny");
  EXPECT_EQ(tiny.limits_on(tiny.capacity), tiny.limits());
  EXPECT_EQ(tiny.limits_on(24'000'000'000),
            (VramLimits{.soft = 22'000'000'000, .hard = 23'000'000'000, .leak = 200'000'000}));
}

TEST(Budget, IsNoMatterOnTheHost) {
  EXPECT_THAT(problems_of({.profile = "tiny", .device = "cpu", .soft_limit_bytes = 99'000'000}), IsEmpty());
}

}  // namespace
}  // namespace slots
