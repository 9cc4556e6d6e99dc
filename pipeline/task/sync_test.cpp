#include "pipeline/task/sync.hpp"

#include "pipeline/task/test_strand.hpp"

namespace slots {
namespace {

using ::testing::ElementsAre;
using SyncTest = testing::StrandTest;

Task<void> read_all(testing::StrandTest&, Channel<int>& channel, std::vector<int>& into) {
  while (auto value = co_await channel.receive()) into.push_back(*value);
}

TEST_F(SyncTest, ChannelKeepsValuesInOrderAndEndsBehindTheLast) {
  Channel<int> channel(loop);
  channel.push(1);
  channel.push(2);
  channel.close();
  channel.push(3);
  std::vector<int> got;
  run(read_all(*this, channel, got));
  EXPECT_THAT(got, ElementsAre(1, 2));
}

TEST_F(SyncTest, ChannelWakesItsReader) {
  Channel<int> channel(loop);
  std::vector<int> got;
  Nursery writer(loop);
  writer.spawn([](SyncTest& t, Channel<int>& into) -> Task<void> {
    for (int i = 0; i < 3; ++i) {
      co_await t.sleep(1ms);
      into.push(i);
    }
    into.close();
  }(*this, channel));
  run(read_all(*this, channel, got));
  EXPECT_THAT(got, ElementsAre(0, 1, 2));
}

TEST_F(SyncTest, CancellationWinsOverAValueThatWaits) {
  Channel<int> channel(loop);
  Nursery nursery(loop, Nursery::Mode::apart);
  auto& child = nursery.spawn([](SyncTest& t, Channel<int>& from) -> Task<void> {
    try {
      co_await from.receive();
      t.say("value");
    } catch (const Cancelled&) {
      t.say("cancelled");
    }
  }(*this, channel));
  channel.push(1);
  child.cancel();
  loop.drain();
  EXPECT_THAT(said, ElementsAre("0:cancelled"));
  EXPECT_EQ(channel.size(), 1) << "the value is not lost";
}

TEST_F(SyncTest, AValueThatHasWokenItsReaderIsNotLostToCancellation) {
  Channel<int> channel(loop);
  Nursery nursery(loop, Nursery::Mode::apart);
  auto& child = nursery.spawn([](SyncTest& t, Channel<int>& from) -> Task<void> {
    t.say("value " + std::to_string((co_await from.receive()).value()));
    co_await t.sleep(1ms);
    t.say("never");
  }(*this, channel));
  loop.drain();
  channel.push(7);
  child.cancel();
  while (loop.step()) {
  }
  EXPECT_THAT(said, ElementsAre("0:value 7"));
}

TEST_F(SyncTest, ChannelMayBeDestroyedBeforeItsReader) {
  auto channel = std::make_unique<Channel<int>>(loop);
  Nursery nursery(loop);
  nursery.spawn([](SyncTest& t, Channel<int>& from) -> Task<void> {
    co_await from.receive();
    t.say("never");
  }(*this, *channel));
  loop.drain();
  channel.reset();
  nursery.clear();
  EXPECT_THAT(said, ElementsAre());
}

TEST_F(SyncTest, EventWakesAllThatWaitFirstComeFirstServed) {
  Event event(loop);
  Nursery nursery(loop);
  const auto wait = [&](std::string name) -> Task<void> {
    co_await event.wait();
    say(name);
  };
  for (const char* name : {"a", "b", "c"}) nursery.spawn(wait(name));
  loop.drain();
  event.notify();
  loop.drain();
  EXPECT_THAT(said, ElementsAre("0:a", "0:b", "0:c"));
}

TEST_F(SyncTest, EventForgetsAWaiterThatIsGivenUp) {
  Event event(loop);
  const auto wait = [&](std::string name) -> Task<void> {
    co_await event.wait();
    say(name);
  };
  Nursery stays(loop);
  stays.spawn(wait("stays"));
  loop.drain();
  {
    Nursery goes(loop);
    goes.spawn(wait("goes"));
    loop.drain();
  }
  event.notify();
  loop.drain();
  EXPECT_THAT(said, ElementsAre("0:stays"));
}

TEST_F(SyncTest, SleepEndsAtItsTime) {
  run([](SyncTest& t) -> Task<void> {
    co_await t.sleep(12ms);
    t.say("awake");
    co_await Sleep(t.loop, 5ms);
    t.say("a time that is past is now");
  }(*this));
  EXPECT_THAT(said, ElementsAre("12:awake", "12:a time that is past is now"));
}

}  // namespace
}  // namespace slots
