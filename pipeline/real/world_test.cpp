#include "pipeline/real/world.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <set>
#include <thread>

#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using testing::Folder;
using testing::in_world;
using WallClock = std::chrono::steady_clock;

TEST(RealWorld, ReturnsItsProgramsExitCode) {
  RealWorld world({});
  EXPECT_EQ(world.run([](Env&) -> Task<int> { co_return 70; }), 70);
}

TEST(RealWorld, EndsWithOneAndALineInTheLogWhenTheProgramThrows) {
  const Folder folder;
  {
    RealWorld world({.role = "director", .log_file = folder / "log"});
    EXPECT_EQ(world.run([](Env& env) -> Task<int> {
      co_await env.sleep(1ms);
      throw std::runtime_error("boom");
    }),
              1);
  }
  const auto line = boost::json::parse(testing::contents_of(folder / "log")).as_object();
  EXPECT_EQ(line.at("event"), "program_failed");
  EXPECT_EQ(line.at("role"), "director");
  EXPECT_EQ(line.at("reason"), "exception: boom");
}

TEST(RealWorld, RefusesALogThatCannotBeOpened) {
  const Folder folder;
  std::ofstream(folder / "file") << "in the way";
  EXPECT_THROW(RealWorld({.log_file = folder / "file/log"}), std::runtime_error);
}

TEST(RealWorld, RefusesATimeScaleThatStandsStill) {
  EXPECT_THROW(RealWorld({.time_scale = 0}), std::invalid_argument);
}

TEST(RealWorld, RunsNominalTimeFasterThanTheWall) {
  const auto began = WallClock::now();
  in_world({.time_scale = 0.01}, [](Env& env) -> Task<void> {
    const Time before = env.clock.now();
    co_await env.sleep(2s);
    EXPECT_GE(env.clock.now() - before, 2s);
  });
  const auto took = WallClock::now() - began;
  EXPECT_GE(took, 20ms);
  EXPECT_LT(took, 2s);  // a hundredth is expected; this fails only if the scale is not applied
}

TEST(RealWorld, FiresTimersInTheOrderOfTheirTimes) {
  std::string order;
  in_world([&](Env& env) -> Task<void> {
    Nursery nursery(env.loop);
    const auto mark = [&](Duration after, char letter) -> Task<void> {
      co_await env.sleep(after);
      order += letter;
    };
    nursery.spawn(mark(30ms, 'c'));
    nursery.spawn(mark(10ms, 'a'));
    nursery.spawn(mark(20ms, 'b'));
    co_await nursery.join();
  });
  EXPECT_EQ(order, "abc");
}

TEST(RealClock, KeepsWindowsLongEnoughForTheMachineOnlyWhenItRunsFast) {
  RealWorld fast({.time_scale = 0.05, .shortest_window = 200ms});
  EXPECT_EQ(fast.env().clock.window(1s), 4s);
  EXPECT_EQ(fast.env().clock.window(5s), 5s);
  EXPECT_EQ(fast.env().clock.from_wall(100ms), 2s);
  RealWorld plain({});
  EXPECT_EQ(plain.env().clock.window(1ms), 1ms);
  EXPECT_EQ(plain.env().clock.from_wall(100ms), 100ms);
}

TEST(KeyedRandom, DependsOnSeedSiteAndNumberOnly) {
  const KeyedRandom one(1), again(1), two(2);
  EXPECT_EQ(one.at("retry", 3), again.at("retry", 3));
  EXPECT_NE(one.at("retry", 3), one.at("retry", 4));
  EXPECT_NE(one.at("retry", 3), one.at("beat", 3));
  EXPECT_NE(one.at("retry", 3), two.at("retry", 3));
  EXPECT_LT(one.unit("retry", 3), 1.0);
}

TEST(KeyedRandom, GivesNamesThatItsSeedDoesNotTell) {
  std::set<std::uint64_t> names;
  for (int n = 0; n < 1000; ++n) names.insert(KeyedRandom(1).unguessable("slot", 7));
  EXPECT_EQ(names.size(), 1000u);
  EXPECT_FALSE(names.contains(KeyedRandom(1).at("slot", 7)));
}

TEST(RealSignals, ArriveAsValues) {
  in_world([](Env& env) -> Task<void> {
    ::raise(SIGTERM);
    EXPECT_EQ(co_await env.signals.incoming.receive(), SIGTERM);
    ::raise(SIGINT);
    EXPECT_EQ(co_await env.signals.incoming.receive(), SIGINT);
  });
}

TEST(RealSignals, LeaveAloneWhatWasIgnoredAtTheStart) {
  ::signal(SIGHUP, SIG_IGN);  // as nohup does
  in_world([](Env& env) -> Task<void> {
    ::raise(SIGHUP);
    ::raise(SIGTERM);
    EXPECT_EQ(co_await env.signals.incoming.receive(), SIGTERM);
  });
  EXPECT_EQ(::signal(SIGHUP, SIG_DFL), SIG_IGN);
}

TEST(Reactor, BringsResultsAndExceptionsOfBlockingWorkBack) {
  RealWorld world({});
  world.run([&](Env&) -> Task<int> {
    const auto loops_thread = std::this_thread::get_id();
    const auto threads = co_await world.reactor().blocking([] { return std::this_thread::get_id(); });
    EXPECT_NE(threads, loops_thread);
    EXPECT_EQ(std::this_thread::get_id(), loops_thread);
    std::string caught;
    try {
      co_await world.reactor().blocking([]() -> int { throw std::runtime_error("disk on fire"); });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    EXPECT_EQ(caught, "disk on fire");
    co_return 0;
  });
}

TEST(Reactor, LetsGoOfBlockingWorkBeforeItsResultArrives) {
  RealWorld world({});
  world.run([&](Env&) -> Task<int> {
    for (int i = 0; i < 2000; ++i) {
      auto owned = std::make_shared<int>(i);
      co_await world.reactor().blocking([owned] { return *owned; });
      EXPECT_EQ(owned.use_count(), 1) << "round " << i;
    }
    co_return 0;
  });
}

TEST(Reactor, DropsTheResultOfBlockingWorkNobodyWaitsForAnyMore) {
  auto begun = std::make_shared<std::atomic<bool>>(false);
  auto released = std::make_shared<std::atomic<bool>>(false);
  auto finished = std::make_shared<std::atomic<bool>>(false);
  {
    RealWorld world({});
    world.run([&](Env& env) -> Task<int> {
      auto slow = [&]() -> Task<int> {
        co_return co_await world.reactor().blocking([begun, released, finished] {
          *begun = true;
          released->wait(false);
          *finished = true;
          return 1;
        });
      };
      const auto result = co_await env.within(1ms, slow(), 0ns);
      EXPECT_FALSE(result);
      *released = true;
      released->notify_all();
      co_return 0;
    });
  }
  EXPECT_EQ(*finished, *begun) << "a world waits for work that has begun";
}

TEST(Reactor, TakesActionsFromOtherThreads) {
  RealWorld world({});
  world.run([&](Env& env) -> Task<int> {
    Channel<int> numbers(env.loop);
    std::thread other([&] {
      for (int i = 0; i < 1000; ++i) world.reactor().post([&numbers, i] { numbers.push(i); });
    });
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(co_await numbers.receive(), i);
    other.join();
    co_return 0;
  });
}

TEST(JsonLog, WritesOneFlushedLineForEachEvent) {
  const Folder folder;
  RealWorld world({.role = "worker 1", .log_file = folder / "log"});
  world.env().log.event("model_corrupted", {{"model", "image"}, {"role", "cannot be overwritten"}});
  const auto line = boost::json::parse(testing::contents_of(folder / "log")).as_object();
  EXPECT_EQ(line.at("event"), "model_corrupted");
  EXPECT_EQ(line.at("role"), "worker 1");
  EXPECT_EQ(line.at("model"), "image");
  EXPECT_GE(line.at("t").as_double(), 0);
  EXPECT_GT(line.at("unix_ms").as_int64(), 1'600'000'000'000);
}

}  // namespace
}  // namespace slots
