#include "steps/clock/governor.hpp"

#include <sched.h>

#include <fstream>

#include "steps/clock/governed_test.hpp"

namespace ordeal {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

class GovernorTest : public Governed {};

TEST_F(GovernorTest, TimeGoesFromTimerToTimerExactly) {
  const pid_t one = start([](Child& child) {
    for (const nanoseconds step : {1000ms, 2500ms, 7ms}) child.sleep(step), child.note();
  });
  const pid_t other = start([](Child& child) { child.sleep(3s), child.note(); });
  pass(10s);
  EXPECT_EQ(governor_->now(), 10s);
  EXPECT_THAT(noted(one), ElementsAre(1s, 3500ms, 3507ms));
  EXPECT_THAT(noted(other), ElementsAre(3s));
}

TEST_F(GovernorTest, TimeStandsWhileSomebodyWorks) {
  const pid_t beats = start(beat);
  const pid_t works = start([](Child& child) {
    child.sleep(500ms);
    timespec cpu{};
    while (cpu.tv_nsec < 5'000'000) ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    child.note();
    child.sleep(1s);
    child.note();
  });
  pass(4500ms);
  EXPECT_THAT(noted(works), ElementsAre(500ms, 1500ms));
  EXPECT_THAT(noted(beats), ElementsAreArray(seconds_from(0, 4)));
}

TEST_F(GovernorTest, TimeStandsWhileTheHarnessWorks) {
  start(beat);
  pass(2s);
  ::usleep(20'000);
  EXPECT_EQ(governor_->now(), 2s);
}

TEST_F(GovernorTest, AMessageIsHandledBeforeTimeGoesOn) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t reads = start([&](Child& child) {
    for (char byte;; child.note()) {
      child.seat.waits();
      const bool got = ::read(pipe[0], &byte, 1) == 1;
      child.seat.works();
      if (!got) return;
    }
  });
  const pid_t writes = start([&](Child& child) {
    for (int i = 0; i < 200; ++i) {
      child.sleep(1ms);
      child.note();
      if (::write(pipe[1], "!", 1) != 1) return;
    }
  });
  pass(1s);
  EXPECT_EQ(noted(reads).size(), 200u);
  EXPECT_EQ(noted(reads), noted(writes));
}

TEST_F(GovernorTest, WhoIsStoppedOnPurposeHoldsUpNothing) {
  const pid_t pid = start(beat);
  pass(5500ms);
  ::kill(pid, SIGSTOP);
  ::waitpid(pid, nullptr, WUNTRACED);
  governor_->declare_stopped(pid);
  pass(20s);
  EXPECT_THAT(noted(pid), ElementsAreArray(seconds_from(0, 5)));
  EXPECT_TRUE(told("is stopped"));
  ::kill(pid, SIGCONT);
  pass(3500ms);
  EXPECT_TRUE(told("takes part again"));
  EXPECT_EQ(noted(pid).back(), 28500ms) << "it went on at 25.5 s";
}

TEST_F(GovernorTest, WhoIsStoppedBySomebodyElseHoldsUpTimeForItsGrace) {
  const pid_t pid = start(beat);
  pass(500ms);
  ::kill(pid, SIGSTOP);
  ::waitpid(pid, nullptr, WUNTRACED);
  pass(20s);
  EXPECT_TRUE(told("is stopped"));
  EXPECT_THAT(noted(pid), ElementsAre(0s));
}

TEST_F(GovernorTest, WhoComputesWithoutAPauseIsExcused) {
  start([](Child& child) {
    child.sleep(1s);
    for (volatile int i = 0;; i = i + 1) {
    }
  });
  const pid_t beats = start(beat);
  pass(3500ms);
  EXPECT_EQ(governor_->now(), 3500ms);
  EXPECT_TRUE(told("computes without a pause"));
  EXPECT_THAT(noted(beats), ElementsAreArray(seconds_from(0, 3))) << "flowing time passes nobody's timer";
}

TEST_F(GovernorTest, WhoSleepsAtWorkIsExcused) {
  start([](Child&) { ::pause(); });
  pass(1s);
  EXPECT_EQ(governor_->now(), 1s);
  EXPECT_TRUE(told("works, but sleeps"));
}

TEST_F(GovernorTest, WhoDoesNotHearThatItIsDueIsExcused) {
  start([](Child& child) {
    child.seat.waits_until((500ms).count() * 1'000'000);
    ::pause();
  });
  pass(2s);
  EXPECT_EQ(governor_->now(), 2s);
  EXPECT_TRUE(told("does not hear that it is due"));
}

TEST_F(GovernorTest, WhoHasEndedHoldsUpNothing) {
  start([](Child& child) { child.sleep(1s), ::_exit(0); });
  const pid_t killed = start([](Child&) { ::pause(); });
  end(killed);
  children_.erase(killed);
  pass(10s);
  EXPECT_EQ(governor_->now(), 10s);
  EXPECT_TRUE(told("has ended"));
}

class OnItsWayOut : public Governed {
 protected:
  OnItsWayOut() : Governed(Governor::Options{}) {}
};

// After a second it leaves its seat, and ends when it is told.
TEST_F(OnItsWayOut, AProcessHoldsUpTime) {
  int left[2], go_on[2];
  ASSERT_EQ(::pipe(left), 0);
  ASSERT_EQ(::pipe(go_on), 0);
  const pid_t pid = process::fork_body([&] {
    slots::SharedClock clock(page_);
    auto seat = clock.take_seat();
    static const std::atomic<bool> never{false};
    seat->sleep_until(std::chrono::nanoseconds(1s).count(), never);
    seat.reset();
    char byte = 0;
    return ::write(left[1], "x", 1) == 1 && ::read(go_on[0], &byte, 1) == 1 ? 0 : 1;
  });
  governor_->expect(pid);
  nanoseconds seen{0};
  std::thread later([&] {
    char byte = 0;
    EXPECT_EQ(::read(left[0], &byte, 1), 1);
    std::this_thread::sleep_for(10ms);  // for a clock that would run on meanwhile
    seen = governor_->now();
    EXPECT_EQ(::write(go_on[1], "x", 1), 1);
  });
  pass(1h);
  later.join();
  EXPECT_EQ(seen, 1s) << "time went on while a process was ending";
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
}

TEST_F(GovernorTest, RowsOfThoseWhoHaveEndedAreUsedAgain) {
  for (int i = 0; i < 2 * slots::shared_clock::kRows; ++i) {
    const pid_t pid = start([](Child& child) { child.note(), child.sleep(1h); });
    pass(1ms);
    EXPECT_EQ(noted(pid).size(), 1u) << "child " << i;
    end(pid);
    children_[pid]->count = 0;
    children_.erase(pid);
  }
}

TEST_F(GovernorTest, AForkOfAParticipantCannotSpeakForIt) {
  const pid_t parent = start([](Child& child) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::signal(SIGSEGV, SIG_DFL);
      child.seat.waits();  // ends here
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV) child.note();
    child.sleep(1s);
    child.note();
  });
  pass(2s);
  EXPECT_THAT(noted(parent), ElementsAre(0s, 1s));
}

TEST_F(GovernorTest, WhoNeverTakesItsSeatIsExcused) {
  const pid_t pid = process::fork_body([] { return ::pause(); });
  governor_->expect(pid);
  pass(1s);
  EXPECT_EQ(governor_->now(), 1s);
  EXPECT_TRUE(told("works, but sleeps"));
  end(pid);
}

// A program that keeps no time: a server, a tool. Whoever asked it for something says so.
TEST_F(GovernorTest, TimeStandsUntilAForeignProgramAnswers) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t foreign = process::fork_body([&] {
    ::usleep(10'000);
    return ::write(pipe[1], "!", 1) == 1 ? 0 : 1;
  });
  const pid_t asks = start([&](Child& child) {
    child.sleep(1s);
    child.seat.ask();
    child.seat.waits_until((5s).count() * 1'000'000'000);
    char byte;
    if (::read(pipe[0], &byte, 1) != 1) return;
    child.seat.works();
    child.seat.answer();
    child.note();
  });
  start(beat);
  pass(3s);
  ASSERT_EQ(noted(asks).size(), 1u);
  if (!told("waits long")) EXPECT_THAT(noted(asks), ElementsAre(1s));  // unless the machine was that busy
  end(foreign);
}

TEST_F(GovernorTest, TimeFlowsWhileAForeignProgramNeverAnswers) {
  start([](Child& child) {
    child.seat.ask();
    child.sleep(1h);
  });
  pass(1s);
  EXPECT_EQ(governor_->now(), 1s);
  EXPECT_TRUE(told("waits long for somebody who keeps no time"));
}

TEST_F(GovernorTest, AHeaderThatAParticipantWritesToIsThatOnesEnd) {
  const pid_t pid = start([this](Child& child) {
    ::signal(SIGSEGV, SIG_DFL);
    child.sleep(1s);
    // The page as its own clock has mapped it: where a wild write would go.
    std::ifstream maps("/proc/self/maps");
    std::uintptr_t begin = 0;
    for (std::string line; std::getline(maps, line);) {
      if (line.find(page_) != line.npos && line.find("r--s") != line.npos)
        begin = std::stoull(line, nullptr, 16);
      if (begin != 0) break;
    }
    *reinterpret_cast<std::int64_t*>(begin + 8) = 1;
  });
  pass(3s);
  EXPECT_EQ(governor_->now(), 3s);
  EXPECT_TRUE(told("has ended"));
  int status = 0;
  ::waitpid(pid, &status, 0);
  children_.erase(pid);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

TEST_F(GovernorTest, ManyJoinAndLeaveAtOnce) {
  std::vector<pid_t> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(start([&](Child& child) {
      for (int round = 0; round < 20; ++round) {
        std::thread([&child, seat = child.clock.seat_for_a_thread()] {
          seat->begin();
          const std::atomic<bool> never{false};
          const auto began = child.clock.now();
          seat->sleep_until(began + 3'000'000, never);
          if (child.clock.now() == began + 3'000'000) child.note();
        }).detach();
        child.sleep(5ms);
      }
      child.sleep(1s);
    }));
  }
  pass(2s);
  for (const pid_t pid : all) EXPECT_EQ(noted(pid).size(), 20u);
}

// Whatever a participant writes into its own row.
class DamagedRow : public Governed,
                   public testing::WithParamInterface<void (*)(slots::shared_clock::Row&)> {};

TEST_P(DamagedRow, CostsNobodyElseHisTime) {
  start([this](Child& child) {
    child.sleep(1s);
    const int file = ::open(page_.c_str(), O_RDWR | O_CLOEXEC);
    auto* page = static_cast<slots::shared_clock::Page*>(
        ::mmap(nullptr, sizeof(slots::shared_clock::Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    for (auto& row : page->rows) {
      if (row.pid == ::getpid()) GetParam()(row);
    }
    child.seat.waits();
    ::pause();
  });
  const pid_t beats = start(beat);
  pass(4500ms);
  EXPECT_EQ(governor_->now(), 4500ms);
  EXPECT_THAT(noted(beats), ElementsAreArray(seconds_from(0, 4)));
}

INSTANTIATE_TEST_SUITE_P(Kinds, DamagedRow,
                         testing::Values([](slots::shared_clock::Row& row) { row.word = ~0ULL; },
                                         [](slots::shared_clock::Row& row) { row.word = 0; },
                                         [](slots::shared_clock::Row& row) { row.next = -5; },
                                         [](slots::shared_clock::Row& row) { row.pid = 1; },
                                         [](slots::shared_clock::Row& row) { row.tid = 2'000'000'000; },
                                         [](slots::shared_clock::Row& row) { row.tid = 1; },
                                         [](slots::shared_clock::Row& row) { row.asked = 5; },
                                         [](slots::shared_clock::Row& row) { row.has_fifo = 7; }));

// On a processor that somebody else keeps busy.
class Starved : public Governed {
 protected:
  Starved() : Governed({.rules = {.stuck = 100ms}}) {}
  static void pin() {
    cpu_set_t allowed, first;
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    CPU_ZERO(&first);
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&first) == 0; ++i) {
      if (CPU_ISSET(i, &allowed)) CPU_SET(i, &first);
    }
    ::sched_setaffinity(0, sizeof first, &first);
  }
  static void use_cpu(nanoseconds much) {
    for (timespec used{}; nanoseconds(used.tv_nsec) < much;) ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  }
};

TEST_F(Starved, WhoIsRunnableHoldsUpTimeForAsLongAsThatLasts) {
  const pid_t busy = process::fork_body([] {
    pin();
    for (volatile int i = 0;; i = i + 1) {
    }
    return 0;
  });
  const pid_t works = start([](Child& child) {
    pin();
    child.sleep(1s);
    const sched_param none{};
    ::sched_setscheduler(0, SCHED_IDLE, &none);  // 3 of 1,027 parts of the processor
    use_cpu(3ms);
    ::sched_setscheduler(0, SCHED_OTHER, &none);
    child.note();
    child.sleep(1s);
    child.note();
  });
  pass(3s);
  EXPECT_THAT(noted(works), ElementsAre(1s, 2s));
  EXPECT_FALSE(told("stood still"));
  end(busy);
}

// Two who wake each other for ever, and say at each turn that they work.
TEST_F(Starved, ALoopThatTakesNoTimeDoesNotHoldItUpForEver) {
  start([](Child& child) {
    child.sleep(1s);
    for (;;) {
      child.seat.waits_until((2s).count() * 1'000'000'000);
      child.seat.works();
    }
  });
  pass(3s);
  EXPECT_EQ(governor_->now(), 3s);
}

class Flowing : public Governed {
 protected:
  Flowing() : Governed({.pace = Pace::flow, .scale = 0.05, .rules = kShortGraces}) {}
};

TEST_F(Flowing, TimeTakesItsShareOfTheWallsAndIsAsExact) {
  const pid_t pid = start(beat);
  const auto began = std::chrono::steady_clock::now();
  pass(2500ms);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 125ms);
  EXPECT_THAT(noted(pid), ElementsAreArray(seconds_from(0, 2)));
}

}  // namespace
}  // namespace ordeal
