// Who is held by a rule: at a gate, in a hang, in a delay.
#include "steps/clock/governed_test.hpp"

namespace ordeal {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

class HeldByARule : public Governed {
 protected:
  static inline std::atomic<int> gated{0};
  static inline std::atomic<HeldBy> by{HeldBy::gate};
  HeldByARule()
      : Governed({.rules = kShortGraces,
                  .held =
                      [] {
                        const int pid = gated;
                        return std::vector<Held>{{.pid = pid, .tid = pid, .by = by, .until = 3500ms}};
                      },
                  .moved =
                      [](nanoseconds now) {
                        if (by == HeldBy::delay && now >= 3500ms && gated) ::kill(gated.exchange(0), SIGUSR1);
                      }}) {
    by = HeldBy::gate;
  }
  ~HeldByARule() override { gated = 0; }
  pid_t start_gated() {
    gated = start([](Child& child) {
      ::signal(SIGUSR1, [](int) {});
      child.sleep(1s);
      child.note();
      ::pause();
      child.note();
    });
    return gated;
  }
};

TEST_F(HeldByARule, TimeStandsUntilItIsOpened) {
  const pid_t pid = start_gated();
  start(beat);
  wait_on_the_wall([&] { return noted(pid).size() == 1; });
  seat_->waits();
  ::usleep(100'000);
  seat_->works();
  EXPECT_EQ(governor_->now(), 1s);
  ::kill(pid, SIGUSR1);
  pass(1s);
  EXPECT_THAT(noted(pid), ElementsAre(1s, 1s));
}

TEST_F(HeldByARule, TimeGoesOnWhereTheStepSaysSo) {
  const pid_t pid = start_gated();
  governor_->let_flow(true);
  pass(7s);
  EXPECT_TRUE(told("is held while time goes on"));
  ::kill(pid, SIGUSR1);
  pass(1s);
  EXPECT_THAT(noted(pid), ElementsAre(1s, 7s));
}

TEST_F(HeldByARule, WhoHangsByARuleHoldsUpNothing) {
  by = HeldBy::hang;
  const pid_t pid = start_gated();
  pass(1h);
  EXPECT_TRUE(told("hangs, as a rule told it to"));
  EXPECT_THAT(noted(pid), ElementsAre(1s));
}

TEST_F(HeldByARule, WhoSleepsByARuleHasATimerLikeAnyOther) {
  by = HeldBy::delay;
  const pid_t pid = start_gated();
  const pid_t beats = start(beat);
  pass(5500ms);
  EXPECT_THAT(noted(pid), ElementsAre(1s, 3500ms));
  EXPECT_THAT(noted(beats), ElementsAreArray(seconds_from(0, 5)));
}

}  // namespace
}  // namespace ordeal
