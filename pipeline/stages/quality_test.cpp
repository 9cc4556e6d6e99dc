#include "pipeline/stages/quality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace slots {
namespace {

using Check = void (*)(std::span<const float>);
constexpr Check kChecks[] = {check_samples, check_loudness, check_picture, check_frames};

TEST(Quality, LetsGoodValuesPass) {
  for (const Check check : kChecks) EXPECT_NO_THROW(check(std::vector<float>{0, 0.5F, 1}));
}

TEST(Quality, RejectsOneBadValueAmongMany) {
  for (const Check check : kChecks)
    for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), -1.5F, 1.5F, 3e38F})
      for (const std::size_t place : {0, 500, 999}) {
        std::vector<float> values(1000, 0.5F);
        values[place] = bad;
        EXPECT_THROW(check(values), Rejected) << bad << " at " << place;
      }
}

TEST(Quality, SaysWhichValueAndTheRange) {
  try {
    check_frames(std::vector<float>{0, 0, 7});
    FAIL();
  } catch (const Rejected& r) {
    EXPECT_EQ(r.what, "colour value 2 is 7, outside [0, 1]");
  }
}

TEST(Quality, RejectsSilence) {
  std::vector<std::int16_t> sound(24'000, 0);
  EXPECT_THROW(check_not_silent(sound), Rejected);
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = i % 2 ? 1000 : -1000;
  EXPECT_NO_THROW(check_not_silent(sound));
}

}  // namespace
}  // namespace slots
