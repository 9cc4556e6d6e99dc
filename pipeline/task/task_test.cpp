#include "pipeline/task/task.hpp"

#include "pipeline/task/test_strand.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using TaskTest = testing::StrandTest;

TEST_F(TaskTest, StartsWhenItIsAwaited) {
  run([](TaskTest& t) -> Task<void> {
    auto task = [](auto& test) -> Task<int> {
      test.say("started");
      co_return 7;
    }(t);
    t.say("made");
    EXPECT_EQ(co_await std::move(task), 7);
  }(*this));
  EXPECT_THAT(said, ElementsAre("0:made", "0:started"));
}

TEST_F(TaskTest, CarriesExceptionsToItsAwaiter) {
  run([](TaskTest& t) -> Task<void> { co_await t.fail_after(5ms); }(*this));
  EXPECT_THAT(said, ElementsAre("5:boom"));
}

TEST_F(TaskTest, NeedsNoStackForAMillionSynchronousAwaits) {
  std::int64_t sum = 0;
  run([](std::int64_t& total) -> Task<void> {
    const auto same = [](int i) -> Task<int> { co_return i; };
    for (int i = 0; i < 1'000'000; ++i) total += co_await same(i);
  }(sum));
  EXPECT_EQ(sum, 499'999'500'000);
}

Task<int> depth(int n) {
  if (n == 0) co_return 0;
  co_return 1 + co_await depth(n - 1);
}

TEST_F(TaskTest, NestsAHundredThousandDeep) {
  int found = 0;
  run([](int& into) -> Task<void> { into = co_await depth(100'000); }(found));
  EXPECT_EQ(found, 100'000);
}

TEST_F(TaskTest, RunsDestructorsOnlyWhenItIsDestroyedWhileSuspended) {
  {
    Nursery nursery(loop);
    nursery.spawn([](TaskTest& t) -> Task<void> {
      const Witness outer{t, "outer"};
      co_await t.value_after(1s, 1, "inner");
      t.say("never");
    }(*this));
    loop.drain();
  }
  EXPECT_THAT(said, ElementsAre("0:~inner", "0:~outer"));
}

TEST_F(TaskTest, ThrowsCancelledAtEveryAwaitOfACancelledStrand) {
  Nursery nursery(loop, Nursery::Mode::apart);
  auto& child = nursery.spawn([](TaskTest& t) -> Task<void> {
    for (int i = 0; i < 3; ++i) {
      try {
        co_await t.sleep(1s);
        t.say("slept");
      } catch (const Cancelled&) {
        t.say("cancelled");
      }
    }
  }(*this));
  loop.drain();
  child.cancel();
  while (loop.step()) {
  }
  EXPECT_THAT(said, ElementsAre("0:cancelled", "0:cancelled", "0:cancelled"));
}

TEST_F(TaskTest, IsNotCancelledUnderAShield) {
  Nursery nursery(loop, Nursery::Mode::apart);
  auto& child = nursery.spawn([](TaskTest& t) -> Task<void> {
    {
      const Shield shield(co_await this_strand());
      co_await t.sleep(10ms);
      t.say("slept");
    }
    co_await t.sleep(10ms);
    t.say("never");
  }(*this));
  loop.drain();
  child.cancel();
  while (loop.step()) {
  }
  EXPECT_THAT(said, ElementsAre("10:slept"));
}

}  // namespace
}  // namespace slots
