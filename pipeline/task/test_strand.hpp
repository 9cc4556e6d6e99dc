// For tests of tasks: a loop in virtual time, a log of what happened when, and no frame may be left.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "pipeline/task/nursery.hpp"

namespace slots::testing {

class StrandTest : public ::testing::Test {
 public:
  StrandTest() : frames_before_(FramePool::live()) {}
  void TearDown() override {
    EXPECT_EQ(FramePool::live(), frames_before_) << "a coroutine frame is left";
    EXPECT_EQ(loop.next_timer(), kNever) << "a timer is left";
  }

  // Says "12:what" at 12 ms.
  void say(const std::string& what) {
    said.push_back(std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(loop.now()).count()) +
                   ":" + what);
  }
  // Says "~name" when it is destroyed: so that a test sees in which order frames end.
  struct Witness {
    StrandTest& test;
    std::string name;
    ~Witness() { test.say("~" + name); }
  };

  Sleep sleep(Duration duration) { return Sleep(loop, loop.now() + duration); }
  Task<int> value_after(Duration duration, int value, std::string name) {
    const Witness witness{*this, name};
    co_await sleep(duration);
    co_return value;
  }
  Task<int> fail_after(Duration duration) {
    co_await sleep(duration);
    throw std::runtime_error("boom");
  }
  // Needs 50 ms to tidy up when it is cancelled.
  Task<int> tidy() {
    bool cancelled = false;
    try {
      co_await sleep(10s);
    } catch (const Cancelled&) {
      cancelled = true;
    }
    if (cancelled) {
      const Shield shield(co_await this_strand());
      co_await sleep(50ms);
      say("tidied");
    }
    throw Cancelled{};
  }
  // Does not hear that it is cancelled.
  Task<int> stubborn() {
    const Witness witness{*this, "stubborn"};
    const Shield shield(co_await this_strand());
    co_await sleep(60s);
    say("never");
    co_return 1;
  }

  // Runs `task` to its end in virtual time; what it throws is said.
  void run(Task<void> task) {
    Nursery root(loop, Nursery::Mode::apart);
    root.spawn(observe(std::move(task)));
    while (loop.step()) {
    }
  }

  Loop loop;
  std::vector<std::string> said;

 private:
  Task<void> observe(Task<void> task) {
    try {
      co_await std::move(task);
    } catch (const Cancelled&) {
      say("cancelled");
    } catch (const std::exception& problem) {
      say(problem.what());
    }
  }
  std::int64_t frames_before_;
};

}  // namespace slots::testing
