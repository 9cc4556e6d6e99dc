#include "pipeline/task/nursery.hpp"

#include "pipeline/task/test_strand.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using NurseryTest = testing::StrandTest;

TEST_F(NurseryTest, AllWaitsForBothResults) {
  run([](NurseryTest& t) -> Task<void> {
    const auto [a, b] = co_await all(t.loop, t.value_after(30ms, 1, "a"), t.value_after(20ms, 2, "b"));
    t.say(std::to_string(a + b));
  }(*this));
  EXPECT_THAT(said, ElementsAre("20:~b", "30:~a", "30:3"));
}

TEST_F(NurseryTest, AllCancelsTheOtherAtTheFirstFailure) {
  run([](NurseryTest& t) -> Task<void> {
    co_await all(t.loop, t.value_after(9s, 1, "a"), t.fail_after(5ms));
  }(*this));
  EXPECT_THAT(said, ElementsAre("5:~a", "5:boom"));
}

TEST_F(NurseryTest, AllWaitsForCleanUpWithinItsGrace) {
  run([](NurseryTest& t) -> Task<void> { co_await all(t.loop, t.tidy(), t.fail_after(5ms)); }(*this));
  EXPECT_THAT(said, ElementsAre("55:tidied", "55:boom"));
}

TEST_F(NurseryTest, AllGivesUpAStubbornTaskAfterItsGrace) {
  run([](NurseryTest& t) -> Task<void> { co_await all(t.loop, t.stubborn(), t.fail_after(5ms)); }(*this));
  EXPECT_THAT(said, ElementsAre("105:~stubborn", "105:boom"));
}

TEST_F(NurseryTest, UntilReturnsAResultThatIsInTime) {
  run([](NurseryTest& t) -> Task<void> {
    const auto result = co_await until(t.loop, 10ms, t.value_after(7ms, 42, "a"));
    t.say(std::to_string(result.value()));
  }(*this));
  EXPECT_THAT(said, ElementsAre("7:~a", "7:42"));
}

TEST_F(NurseryTest, UntilCancelsWhatIsLate) {
  run([](NurseryTest& t) -> Task<void> {
    t.say(co_await until(t.loop, 7ms, t.value_after(9s, 1, "a")) ? "value" : "late");
    t.say(co_await until(t.loop, 14ms, t.stubborn(), 20ms) ? "value" : "late");
  }(*this));
  EXPECT_THAT(said, ElementsAre("7:~a", "7:late", "34:~stubborn", "34:late"));
}

TEST_F(NurseryTest, UntilGivesUpATreeOfTasks) {
  run([](NurseryTest& t) -> Task<void> {
    const auto tree = [&]() -> Task<int> {
      const auto [a, b] = co_await all(t.loop, t.value_after(1s, 1, "a"), t.value_after(2s, 2, "b"));
      co_return a + b;
    };
    t.say(co_await until(t.loop, 7ms, tree()) ? "value" : "late");
  }(*this));
  EXPECT_THAT(said, ElementsAre("7:~a", "7:~b", "7:late"));
}

TEST_F(NurseryTest, UntilThrowsWhatItsTaskThrows) {
  run([](NurseryTest& t) -> Task<void> { co_await until(t.loop, 10ms, t.fail_after(5ms)); }(*this));
  EXPECT_THAT(said, ElementsAre("5:boom"));
}

TEST_F(NurseryTest, PassesCancellationFromOutsideToItsChildren) {
  run([](NurseryTest& t) -> Task<void> {
    Nursery nursery(t.loop);
    auto& child = nursery.spawn([](NurseryTest& test) -> Task<void> {
      co_await all(test.loop, test.value_after(1s, 1, "a"), test.tidy());
    }(t));
    co_await t.sleep(1ms);
    child.cancel();
    co_await nursery.join();
  }(*this));
  EXPECT_THAT(said, ElementsAre("1:~a", "51:tidied", "51:cancelled"));
}

TEST_F(NurseryTest, ApartLetsTheOthersGoOnWhenOneFails) {
  run([](NurseryTest& t) -> Task<void> {
    Nursery nursery(t.loop, Nursery::Mode::apart);
    const auto fail = [&]() -> Task<void> { co_await t.fail_after(1ms); };
    const auto work = [&]() -> Task<void> { co_await t.value_after(5ms, 1, "worker"); };
    nursery.spawn(fail());
    nursery.spawn(work());
    co_await nursery.join();
  }(*this));
  EXPECT_THAT(said, ElementsAre("5:~worker", "5:boom"));
}

TEST_F(NurseryTest, ReapsChildrenThatAreOverWhenTheyAreApart) {
  run([](NurseryTest& t) -> Task<void> {
    Nursery nursery(t.loop, Nursery::Mode::apart);
    const auto before = FramePool::live();
    const auto nothing = [&]() -> Task<void> { co_await t.sleep(1ms); };
    for (int i = 0; i < 100; ++i) nursery.spawn(nothing());
    co_await t.sleep(2ms);
    EXPECT_EQ(nursery.live(), 0);
    EXPECT_EQ(FramePool::live(), before);
  }(*this));
}

TEST_F(NurseryTest, CancelsAChildThatIsSpawnedAfterItsCancellation) {
  run([](NurseryTest& t) -> Task<void> {
    Nursery nursery(t.loop);
    nursery.cancel();
    const auto late = [&]() -> Task<void> { co_await t.value_after(1s, 1, "late"); };
    nursery.spawn(late());
    co_await nursery.join();
  }(*this));
  EXPECT_THAT(said, ElementsAre("0:~late"));
}

TEST_F(NurseryTest, JoinSaysThatItsDeadlinePassed) {
  run([](NurseryTest& t) -> Task<void> {
    Nursery nursery(t.loop);
    const auto slow = [&]() -> Task<void> { co_await t.value_after(1s, 1, "slow"); };
    nursery.spawn(slow());
    EXPECT_FALSE(co_await nursery.join(3ms));
    t.say("joined");
  }(*this));
  EXPECT_THAT(said, ElementsAre("3:~slow", "3:joined"));
}

}  // namespace
}  // namespace slots
