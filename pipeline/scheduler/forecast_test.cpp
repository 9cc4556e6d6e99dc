#include "pipeline/scheduler/forecast.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

class ForecastOfACard : public ::testing::Test {
 protected:
  void slot(Duration audio, Duration image, Duration video, Duration clip, std::int64_t card = 0) {
    now += 30s;
    const ByStage<Duration> all{{audio, image, video, clip}};
    for (const Stage stage : kStages) forecast.took(card, stage, all[stage], now);
  }
  StagePolicies medians;
  Forecast forecast{medians};
  Time now{0};
};

TEST_F(ForecastOfACard, IsTheCostModelUntilThreeSlotsWereMade) {
  EXPECT_EQ(forecast.slot_on(0, now), medians.critical_path());
  slot(1s, 2s, 3s, 100ms);
  slot(1s, 2s, 3s, 100ms);
  EXPECT_FALSE(forecast.measured_on(0, now));
  slot(1s, 2s, 3s, 100ms);
  EXPECT_EQ(forecast.measured_on(0, now), 5100ms);
  EXPECT_EQ(forecast.slot_on(0, now), 5100ms);
}

TEST_F(ForecastOfACard, TakesTheLongerOfAudioAndImage) {
  for (int n = 0; n < 3; ++n) slot(4s, 2s, 3s, 100ms);
  EXPECT_EQ(forecast.slot_on(0, now), 7100ms);
}

TEST_F(ForecastOfACard, FollowsACardThatBecomesSlowWithinThreeSlotsAndNotAfterOne) {
  for (int n = 0; n < 9; ++n) slot(1s, 2s, 3s, 100ms);
  slot(3s, 6s, 9s, 300ms);
  EXPECT_EQ(forecast.slot_on(0, now), 5100ms) << "one slow slot is none";
  slot(3s, 6s, 9s, 300ms);
  EXPECT_EQ(forecast.slot_on(0, now), 15'300ms) << "two slow slots of three are the median";
  slot(3s, 6s, 9s, 300ms);
  EXPECT_EQ(forecast.slot_on(0, now), 15'300ms);
}

TEST_F(ForecastOfACard, ForgetsWhatIsLongAgo) {
  for (int n = 0; n < 3; ++n) slot(3s, 6s, 9s, 300ms);
  EXPECT_TRUE(forecast.measured_on(0, now + Forecast::kFresh));
  EXPECT_FALSE(forecast.measured_on(0, now + Forecast::kFresh + 1ms));
}

TEST_F(ForecastOfACard, KnowsEachCardByItself) {
  for (int n = 0; n < 3; ++n) slot(1s, 2s, 3s, 100ms, 0);
  for (int n = 0; n < 3; ++n) slot(3s, 6s, 9s, 300ms, 1);
  EXPECT_EQ(forecast.slot_on(0, now), 5100ms);
  EXPECT_EQ(forecast.slot_on(1, now), 15'300ms);
}

}  // namespace
}  // namespace slots
