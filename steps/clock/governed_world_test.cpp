// Programs of the pipeline on a governed clock: what they wait for is exact, what they do takes no time.
#include "pipeline/real/device_clock.hpp"
#include "pipeline/real/world.hpp"
#include "steps/clock/governed_test.hpp"

namespace ordeal {
namespace {

using testing::ElementsAre;

class GovernedWorld : public Governed {
 protected:
  // A process whose loop has the seat.
  pid_t start_program(std::function<slots::Task<int>(slots::Env&, slots::RealWorld&, Notes&)> program) {
    Notes& notes = notes_[children_.size()];
    const pid_t pid = process::fork_body([&] {
      ::setenv("SLOTS_CLOCK", page_.c_str(), 1);
      slots::RealWorld world({.role = "test"});
      return world.run([&](slots::Env& env) { return program(env, world, notes); });
    });
    governor_->expect(pid);
    children_[pid] = &notes;
    return pid;
  }
};

TEST_F(GovernedWorld, ALoopsTimersAreExact) {
  const pid_t pid = start_program([](slots::Env& env, slots::RealWorld&, Notes& notes) -> slots::Task<int> {
    for (int i = 0; i < 3; ++i) {
      co_await env.sleep(1500ms);
      notes.add(env.clock.now().count());
    }
    co_return 0;
  });
  pass(10s);
  EXPECT_THAT(noted(pid), ElementsAre(1500ms, 3000ms, 4500ms));
}

TEST_F(GovernedWorld, WorkOnThreadsTakesNoTime) {
  const pid_t pid =
      start_program([](slots::Env& env, slots::RealWorld& world, Notes& notes) -> slots::Task<int> {
        co_await env.sleep(1s);
        co_await world.reactor().blocking([] { return ::usleep(5'000); });
        notes.add(env.clock.now().count());
        slots::Channel<int> done(env.loop);
        world.reactor().beside([&] { world.reactor().post([&] { done.push(1); }); });
        co_await done.receive();
        notes.add(env.clock.now().count());
        co_return 0;
      });
  pass(10s);
  EXPECT_THAT(noted(pid), ElementsAre(1s, 1s));
}

TEST_F(GovernedWorld, ADevicesThreadWaitsForItsInstantOrForItsStop) {
  const pid_t pid =
      start_program([](slots::Env& env, slots::RealWorld& world, Notes& notes) -> slots::Task<int> {
        slots::RealDeviceClock clock(1);
        std::atomic<bool> stop{false};
        slots::Channel<int> done(env.loop);
        world.reactor().beside([&] {
          clock.wait_until(3s, stop);
          notes.add(clock.now().count());
          clock.wait_until(1h, stop);
          notes.add(clock.now().count());
          world.reactor().post([&] { done.push(1); });
        });
        co_await env.sleep(4s);
        stop = true;
        clock.wake();
        co_await done.receive();
        co_return 0;
      });
  pass(10s);
  EXPECT_THAT(noted(pid), ElementsAre(3s, 4s));
}

TEST_F(GovernedWorld, WindowsAndReactionBoundsAreTheirNominalSelves) {
  const pid_t pid = start_program([](slots::Env& env, slots::RealWorld&, Notes& notes) -> slots::Task<int> {
    notes.add(env.clock.window(3s).count());
    notes.add(env.clock.from_wall(100ms).count());
    co_return 0;
  });
  pass(1s);
  EXPECT_THAT(noted(pid), ElementsAre(3s, 100ms));
}

}  // namespace
}  // namespace ordeal
