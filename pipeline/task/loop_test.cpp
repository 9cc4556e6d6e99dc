#include "pipeline/task/loop.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <random>

namespace slots {
namespace {

using ::testing::ElementsAre;

class Mark final : public LoopNode {
 public:
  Mark(Loop& loop, std::function<void()> action) : LoopNode(loop), action_(std::move(action)) {}
  void fire() override { action_(); }

 private:
  std::function<void()> action_;
};

class LoopTest : public ::testing::Test {
 protected:
  std::unique_ptr<Mark> mark(int number) {
    return std::make_unique<Mark>(loop, [this, number] { fired.push_back(number); });
  }
  Loop loop;
  std::vector<int> fired;
};

TEST_F(LoopTest, FiresReadyNodesInTheOrderTheyWerePosted) {
  const auto a = mark(1), b = mark(2), c = mark(3);
  for (const auto* node : {&b, &a, &c, &b}) loop.post(**node);
  loop.drain();
  EXPECT_THAT(fired, ElementsAre(2, 1, 3)) << "posted twice is fired once";
}

TEST_F(LoopTest, FiresTimersByTimeAndThenBySequence) {
  const auto a = mark(1), b = mark(2), c = mark(3), d = mark(4);
  loop.arm(*a, 20ms);
  loop.arm(*b, 10ms);
  loop.arm(*c, 20ms);
  loop.arm(*d, 10ms);
  EXPECT_EQ(loop.next_timer(), 10ms);
  while (loop.step()) {
  }
  EXPECT_THAT(fired, ElementsAre(2, 4, 1, 3));
  EXPECT_EQ(loop.now(), 20ms);
  EXPECT_EQ(loop.next_timer(), kNever);
}

TEST_F(LoopTest, TakesATimeThatIsPastForNow) {
  loop.set_now(1s);
  const auto a = mark(1);
  loop.arm(*a, 0ns);
  EXPECT_EQ(loop.next_timer(), 1s);
  loop.fire_due();
  EXPECT_THAT(fired, ElementsAre(1));
}

TEST_F(LoopTest, FiresOnlyWhatIsDue) {
  const auto a = mark(1), b = mark(2);
  loop.arm(*a, 10ms);
  loop.arm(*b, 11ms);
  loop.set_now(10ms);
  loop.fire_due();
  EXPECT_THAT(fired, ElementsAre(1));
}

TEST_F(LoopTest, MovesATimerThatIsArmedAgain) {
  const auto a = mark(1), b = mark(2);
  loop.arm(*a, 10ms);
  loop.arm(*b, 20ms);
  loop.arm(*a, 30ms);
  while (loop.step()) {
  }
  EXPECT_THAT(fired, ElementsAre(2, 1));
}

TEST_F(LoopTest, ForgetsNodesThatAreDestroyed) {
  auto ready = mark(1), timer = mark(2);
  loop.post(*ready);
  loop.arm(*timer, 1ms);
  ready.reset();
  timer.reset();
  EXPECT_FALSE(loop.step());
  EXPECT_THAT(fired, ElementsAre());
}

TEST_F(LoopTest, LetsANodeDestroyOthersThatAreReady) {
  auto victim = mark(2);
  Mark killer(loop, [&] { victim.reset(); });
  loop.post(killer);
  loop.post(*victim);
  loop.drain();
  EXPECT_THAT(fired, ElementsAre());
}

TEST_F(LoopTest, KeepsItsOrderUnderRandomArmingAndRemoval) {
  std::mt19937 random(7);
  std::vector<std::unique_ptr<Mark>> marks;
  std::vector<Time> times(500, kNever);
  std::vector<Time> seen;
  for (int i = 0; i < 500; ++i) {
    marks.push_back(std::make_unique<Mark>(loop, [&] { seen.push_back(loop.now()); }));
  }
  for (int i = 0; i < 5000; ++i) {
    const auto which = random() % marks.size();
    if (random() % 3 == 0) {
      marks[which]->unlink();
      times[which] = kNever;
    } else {
      times[which] = Time(random() % 1000);
      loop.arm(*marks[which], times[which]);
    }
  }
  while (loop.step()) {
  }
  std::erase(times, kNever);
  std::sort(times.begin(), times.end());
  EXPECT_EQ(seen, times);
}

TEST(Loop, KeepsWhatIsDueForAHeldOwnerUntilItIsLetGo) {
  Loop loop;
  std::vector<std::string> fired;
  struct Note final : LoopNode {
    Note(Loop& of, std::vector<std::string>& list, std::string what)
        : LoopNode(of), fired(list), name(std::move(what)) {}
    void fire() override { fired.push_back(name); }
    std::vector<std::string>& fired;
    std::string name;
  };
  std::optional<Note> late, early, gone;
  {
    const Loop::As as(loop, 7);
    late.emplace(loop, fired, "late");
    early.emplace(loop, fired, "early");
    gone.emplace(loop, fired, "gone");
  }
  Note other(loop, fired, "other");
  loop.hold(7);
  loop.arm(*late, 2s);
  loop.arm(*early, 1s);
  loop.post(*gone);
  loop.arm(other, 3s);
  while (loop.step()) {
  }
  EXPECT_EQ(fired, std::vector<std::string>({"other"}));
  gone.reset();
  loop.let_go(7);
  loop.drain();
  EXPECT_EQ(fired, std::vector<std::string>({"other", "early", "late"}));
}

}  // namespace
}  // namespace slots
