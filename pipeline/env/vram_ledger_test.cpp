#include "pipeline/env/vram_ledger.hpp"

#include <gmock/gmock.h>

namespace slots {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::uint64_t kMega = 1'000'000;

// Profile tiny's proportions: 10.8 MB of models, limits 11.0 and 11.5, on a card with 12.
class Ledger : public ::testing::Test {
 protected:
  Ledger() {
    for (const Stage stage : kStages) ledger.loaded(stage);
    here = ledger_models();
  }
  static Costs costs() {
    Costs costs;
    const std::uint64_t models[] = {400'000, 6'000'000, 3'500'000, 900'000};
    const std::uint64_t work[] = {80'000, 14'000, 150'000, 7'000};
    for (const Stage stage : kStages) {
      costs.stages[stage].model_bytes = models[static_cast<std::size_t>(stage)];
      costs.stages[stage].peak_bytes = work[static_cast<std::size_t>(stage)];
    }
    return costs;
  }
  std::uint64_t ledger_models() const {
    std::uint64_t sum = 0;
    for (const Stage stage : kStages) sum += ledger.resident(stage) ? ledger.model_bytes(stage) : 0;
    return sum;
  }
  // As a device does it.
  VramLedger::Answer reserve(Stage stage) {
    auto answer = ledger.reserve(stage, now());
    unload(answer.unload);
    if (!answer.shortage) ledger.loaded(stage);
    here = ledger_models();
    return answer;
  }
  void unload(const std::vector<Stage>& models) {
    for (const Stage model : models) ledger.unloaded(model);
    here = ledger_models();
  }
  DeviceMemory now() const {
    return {.capacity = 12 * kMega, .used = here + others, .used_here = here, .live_here = here};
  }

  // All models are loaded, and 100 kB may leak.
  VramLedger with_a_leak_limit() const {
    VramLedger limited({.soft = 11 * kMega, .hard = 11'500'000, .leak = 100'000}, costs());
    for (const Stage stage : kStages) limited.loaded(stage);
    limited.set_baseline(now());
    return limited;
  }

  VramLedger ledger{{.soft = 11 * kMega, .hard = 11'500'000}, costs()};
  std::uint64_t here = 0, others = 0;
};

TEST_F(Ledger, LetsAWholeSlotWorkBesideItsModels) {
  for (const Stage stage : {Stage::audio, Stage::image}) EXPECT_THAT(reserve(stage).unload, IsEmpty());
  for (const Stage stage : {Stage::audio, Stage::image}) ledger.release(stage);
  for (const Stage stage : {Stage::video, Stage::clip}) {
    const auto answer = reserve(stage);
    EXPECT_THAT(answer.unload, IsEmpty());
    EXPECT_FALSE(answer.shortage);
    EXPECT_EQ(answer.past_soft, 0u);
  }
}

TEST_F(Ledger, UnloadsTheLeastRecentlyUsedIdleModelsPastTheSoftLimit) {
  for (const Stage stage : kStages) {
    reserve(stage);
    ledger.release(stage);
  }
  others = 600'000;  // 11.4 MB
  EXPECT_THAT(ledger.relieve(now()).unload, ElementsAre(Stage::audio));
  others = 700'000;
  EXPECT_THAT(ledger.relieve(now()).unload, ElementsAre(Stage::audio, Stage::image));
  reserve(Stage::audio);
  ledger.release(Stage::audio);
  EXPECT_THAT(ledger.relieve(now()).unload, IsEmpty()) << "reserving has made room already";
  EXPECT_FALSE(ledger.resident(Stage::image));
  EXPECT_TRUE(ledger.resident(Stage::audio));
}

TEST_F(Ledger, NeverUnloadsWhatWorks) {
  reserve(Stage::image);
  others = 5 * kMega;
  EXPECT_THAT(ledger.relieve(now()).unload, ElementsAre(Stage::audio, Stage::video, Stage::clip));
}

TEST_F(Ledger, TellsOnceThatTheSoftLimitIsPassed) {
  others = 300'000;
  EXPECT_EQ(ledger.relieve(now()).past_soft, 11'100'000u);
  EXPECT_EQ(ledger.relieve(now()).past_soft, 0u);
  others = 100'000;
  EXPECT_EQ(ledger.relieve(now()).past_soft, 0u);
  others = 300'000;
  EXPECT_EQ(ledger.relieve(now()).past_soft, 11'100'000u) << "it was below it meanwhile";
}

TEST_F(Ledger, RefusesWhatNoUnloadingMakesFitAndChangesNothing) {
  others = 7 * kMega;
  unload({Stage::audio, Stage::image, Stage::video});  // 0.9 MB are left here
  const auto answer = ledger.reserve(Stage::image, now());
  ASSERT_TRUE(answer.shortage);
  EXPECT_THAT(answer.unload, IsEmpty());
  EXPECT_EQ(answer.shortage->required, 6'014'000u + 4096u);
  EXPECT_EQ(answer.shortage->available, 4'500'000u) << "with the model of the clip gone";
  EXPECT_EQ(answer.shortage->held_by_others, 7'000'000u);
  EXPECT_TRUE(ledger.idle());
  const StageError error = over_budget(*answer.shortage, "sim:0", Stage::image);
  EXPECT_EQ(error.code, "VRAM_BUDGET_EXCEEDED");
  EXPECT_THAT(error.message, HasSubstr("image stage needs 6.0 MB, 4.5 MB of the budget of 11.5 MB on sim:0 "
                                       "are left: other processes hold 7.0 MB"));
  others = 0;
  EXPECT_FALSE(ledger.reserve(Stage::image, now()).shortage);
}

TEST_F(Ledger, CountsWhatIsPromisedAndNotTakenYet) {
  others = 4'900'000;
  unload({Stage::image});  // 4.8 + 4.9 MB
  ASSERT_FALSE(ledger.reserve(Stage::video, now()).shortage);
  const auto answer = ledger.reserve(Stage::audio, now());
  EXPECT_FALSE(answer.shortage);
  others = 6'600'000;
  EXPECT_TRUE(ledger.reserve(Stage::clip, now()).shortage)
      << "4.8 + 6.6 MB are used, 0.23 are promised, 11.5 are the limit";
}

TEST_F(Ledger, ReachesTheHardLimitAndNotAByteMore) {
  const std::uint64_t work = 150'000 + 4096;
  others = 11'500'000 - 3'500'000 - work;
  EXPECT_FALSE(ledger.reserve(Stage::video, now()).shortage);
  ledger.release(Stage::video);
  ++others;
  EXPECT_TRUE(ledger.reserve(Stage::video, now()).shortage);
}

TEST_F(Ledger, KnowsALeakByTheCardsCount) {
  here += 50'000;  // what loading left for good
  ledger.set_baseline(now());
  EXPECT_EQ(ledger.leaked(now()), 0u);
  here += 30'000;
  EXPECT_EQ(ledger.leaked(now()), 30'000u);
  ledger.unloaded(Stage::audio);
  here -= 400'000;
  EXPECT_EQ(ledger.leaked(now()), 30'000u) << "a model that was unloaded is no leak, and hides none";
  ledger.reserve(Stage::video, now());
  EXPECT_EQ(ledger.leaked(now()), 0u) << "nobody can tell while a stage works";
}

TEST_F(Ledger, KeepsRoomForWhatHasLeaked) {
  here += 50'000;
  ASSERT_FALSE(ledger.reserve(Stage::audio, now()).shortage);
  others = 100'000;
  EXPECT_EQ(ledger.relieve(now()).past_soft, 10'850'000u + 80'000 + 100'000)
      << "what is promised comes on top of it";
}

TEST_F(Ledger, TellsOfALeakOnceItIsAboveItsLimitAndNeverAgain) {
  VramLedger leaking = with_a_leak_limit();
  here += 100'000;
  EXPECT_FALSE(leaking.look_for_leak(now(), "sim:0"));
  here += 1;
  const auto told = leaking.look_for_leak(now(), "sim:0");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->type, "memory_leak");
  EXPECT_EQ(told->fields.at("leaked_bytes").to_number<int>(), 100'001);
  EXPECT_EQ(told->fields.at("limit_bytes").to_number<int>(), 100'000);
  EXPECT_FALSE(leaking.look_for_leak(now(), "sim:0"));
}

TEST_F(Ledger, KnowsWhatAStoppedStageHasKeptBeyondWhatMayLeak) {
  const VramLedger stopped = with_a_leak_limit();
  here += 100'000;
  EXPECT_FALSE(stopped.look_for_kept_memory(now(), "sim:0"));
  here += 150'000;
  for (int look = 0; look < 2; ++look) {
    const auto kept = stopped.look_for_kept_memory(now(), "sim:0");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->code, "CUDA_ERROR");
    EXPECT_TRUE(kept->fatal);
    EXPECT_THAT(kept->message,
                HasSubstr("250.0 kB of its memory on sim:0 did not come back, where 100.0 kB may stay"));
    EXPECT_EQ(as_error(*kept).details.at("kept_bytes").to_number<int>(), 250'000);
    EXPECT_EQ(as_error(*kept).details.at("limit_bytes").to_number<int>(), 100'000);
  }
}

TEST_F(Ledger, HasNoLimitsUnlessItIsGivenSome) {
  VramLedger free({}, costs());
  others = 900 * kMega;
  EXPECT_FALSE(free.reserve(Stage::image, now()).shortage);
  EXPECT_THAT(free.relieve(now()).unload, IsEmpty());
}

}  // namespace
}  // namespace slots
