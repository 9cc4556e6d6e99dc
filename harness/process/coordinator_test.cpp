#include "harness/process/coordinator.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "harness/process/enclosed_test.hpp"
#include "harness/process/forked_test.hpp"

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;

class Jobs : public EachWay {};
IN_EACH_WAY(Jobs);

[[noreturn]] void hang() {
  for (;;) pause();
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

bool has_children() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

TEST_P(Jobs, GiveTheirExitCode) {
  const auto seen = run_one([](JobContext&) { return 42; });
  EXPECT_EQ(seen.outcome.ending, Ending::exited) << describe(seen.outcome);
  EXPECT_EQ(seen.outcome.number, 42);
  EXPECT_EQ(seen.outcome.problem, "");
}

TEST_P(Jobs, KilledByASignalSayWhich) {
  const auto seen = run_one([](JobContext&) { return raise(SIGKILL); });
  EXPECT_EQ(seen.outcome.ending, Ending::signalled) << describe(seen.outcome);
  EXPECT_EQ(seen.outcome.number, SIGKILL);
}

TEST_P(Jobs, SeeWhatTheCoordinatorHasInMemory) {
  const std::vector<std::string> parsed(1000, "a pickle");
  const auto seen =
      run_one([&](JobContext&) { return parsed.size() == 1000 && parsed[999] == "a pickle" ? 7 : 8; });
  EXPECT_EQ(seen.outcome.number, 7);
}

[[gnu::noinline]] void step_that_crashes(volatile int* nothing) {
  *nothing = 1;
}

TEST_P(Jobs, ThatCrashLeaveTheirStack) {
  const auto seen = run_one([](JobContext&) {
    std::puts("before the crash");
    std::fflush(stdout);
    step_that_crashes(nullptr);
    return 0;
  });
#if defined(__has_feature) && (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
  EXPECT_EQ(seen.outcome.ending, Ending::exited);  // by the sanitizer's own report
#else
  EXPECT_EQ(seen.outcome.ending, Ending::signalled) << describe(seen.outcome);
  EXPECT_EQ(seen.outcome.number, SIGSEGV);
  EXPECT_NE(seen.outcome.last_output.find("before the crash\njob '"), std::string::npos);
  EXPECT_NE(seen.outcome.last_output.find("crashed: Segmentation fault at address"), std::string::npos);
#endif
  EXPECT_NE(seen.outcome.last_output.find("step_that_crashes"), std::string::npos)
      << seen.outcome.last_output;
}

TEST_P(Jobs, ThatAbortNameNoAddress) {
  const auto seen = run_one([](JobContext&) -> int { abort(); });
  EXPECT_EQ(seen.outcome.last_output.find("at address"), std::string::npos) << seen.outcome.last_output;
}

TEST_P(Jobs, ThatThrowSayWhat) {
  const auto seen = run_one([](JobContext&) -> int { throw std::runtime_error("a step broke"); });
  EXPECT_EQ(seen.outcome.number, 70);
  EXPECT_NE(seen.outcome.last_output.find("ended by an exception: a step broke"), std::string::npos);
}

TEST_P(Jobs, ThatHangEndAtTheirDeadline) {
  const auto seen = run_one([](JobContext&) -> int { hang(); }, 50ms);
  EXPECT_EQ(seen.outcome.ending, Ending::deadline) << describe(seen.outcome);
  EXPECT_GE(seen.outcome.duration, 50ms);
}

TEST_P(Jobs, ThatIgnoreSignalsEndAtTheirDeadline) {
  const auto seen = run_one(
      [](JobContext& job) -> int {
        for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
        job.send(1, "deaf").value();
        hang();
      },
      200ms);
  EXPECT_EQ(seen.outcome.ending, Ending::deadline) << describe(seen.outcome);
}

TEST_P(Jobs, MayWriteWithoutEndAndTheEndOfItIsKept) {
  constexpr int kLines = 200'000;
  const auto seen = run_one([](JobContext&) {
    for (int i = 0; i < kLines; ++i) std::printf("line %d of a flood that nobody can read\n", i);
    std::puts("the last words");
    return 0;
  });
  EXPECT_GT(seen.outcome.output_bytes, 40u * kLines);
  EXPECT_EQ(seen.outcome.last_output.size(), CoordinatorOptions{}.output_tail);
  EXPECT_TRUE(seen.outcome.last_output.ends_with("\nthe last words\n"));
}

TEST_P(Jobs, SendFramesBeyondThePipesSizeInOrder) {
  const auto seen = run_one([](JobContext& job) {
    job.send(1, "small").value();
    job.send(2, std::string(8 << 20, 'x')).value();
    for (int i = 0; i < 1000; ++i) job.send(3, std::to_string(i)).value();
    return 0;
  });
  ASSERT_EQ(seen.frames.size(), 1002u);
  EXPECT_EQ(seen.frames[0].payload, "small");
  EXPECT_EQ(seen.frames[1].payload.size(), 8u << 20);
  EXPECT_EQ(seen.frames[1001].payload, "999");
}

TEST_P(Jobs, SendWholeFramesFromManyThreads) {
  const auto seen = run_one([](JobContext& job) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&job, t] {
        for (int i = 0; i < 50; ++i) job.send(t, std::string(100'000, static_cast<char>('a' + t))).value();
      });
    for (auto& thread : threads) thread.join();
    return 0;
  });
  EXPECT_EQ(seen.frames.size(), 200u);
  for (const auto& frame : seen.frames)
    ASSERT_TRUE(frame.payload == std::string(100'000, static_cast<char>('a' + frame.type)))
        << "a frame of thread " << int{frame.type} << " is torn";
}

// The pipe of results is the only one that a job holds beside its output.
int results_descriptor() {
  for (int number = 3; number < 100; ++number)
    if (fcntl(number, F_GETFD) >= 0) return number;
  return -1;
}

TEST_P(Jobs, ThatSendGarbageAreLostAndEnded) {
  const auto seen = run_one([](JobContext&) -> int {
    (void)!write(results_descriptor(), "this is not a frame at all", 26);
    hang();
  });
  EXPECT_EQ(seen.outcome.ending, Ending::lost) << describe(seen.outcome);
  EXPECT_NE(seen.outcome.problem.find("no frame"), std::string::npos);
}

TEST_P(Jobs, ThatDieInTheMiddleOfAFrameSaySo) {
  const auto seen = run_one([](JobContext&) {
    (void)!write(results_descriptor(), "\x64\x00\x00\x00\x01half", 9);
    return 0;
  });
  EXPECT_EQ(seen.outcome.ending, Ending::exited);
  EXPECT_NE(seen.outcome.problem.find("in the middle of a frame; 9 bytes"), std::string::npos)
      << seen.outcome.problem;
}

TEST_P(Jobs, EightRunAtOnce) {
  Folder meeting;
  std::map<int, Seen> seen;
  Coordinator coordinator({.way = GetParam(), .at_once = 8});
  for (int i = 0; i < 8; ++i)
    coordinator.add(watched(
        [&meeting, i](JobContext&) {
          const Descriptor here(open((meeting / std::to_string(i)).c_str(), O_CREAT | O_WRONLY, 0600));
          for (int others = 0; others < 8; usleep(1000)) {
            others = 0;
            for (int j = 0; j < 8; ++j) others += access((meeting / std::to_string(j)).c_str(), F_OK) == 0;
          }
          return 0;
        },
        seen[i]));
  coordinator.run();
  for (const auto& [i, one] : seen) EXPECT_EQ(describe(one.outcome), "exit code 0") << i;
}

TEST_P(Jobs, NeverRunMoreThanAllowedAtOnce) {
  int now = 0, most = 0, ended = 0;
  Coordinator coordinator({.way = GetParam(), .at_once = 2});
  for (int i = 0; i < 6; ++i)
    coordinator.add({.name = "one of six",
                     .work = [](JobContext& job) { return job.send(1, "begun") ? 0 : 1; },
                     .on_frame = [&](const Frame&) { most = std::max(most, ++now); },
                     .on_end =
                         [&](const Outcome& outcome) {
                           --now;
                           ended += outcome.ending == Ending::exited;
                         }});
  EXPECT_FALSE(coordinator.run());
  EXPECT_LE(most, 2);
  EXPECT_EQ(ended, 6);
}

TEST_P(Jobs, CanBeAddedFromACallback) {
  int runs = 0;
  Coordinator coordinator({.way = GetParam()});
  std::function<void()> once_more = [&] {
    coordinator.add({.name = "retried",
                     .work = [](JobContext&) { return 1; },
                     .on_end =
                         [&](const Outcome&) {
                           if (++runs < 3) once_more();
                         }});
  };
  once_more();
  coordinator.run();
  EXPECT_EQ(runs, 3);
}

TEST_P(Jobs, LeaveNoDescriptorAndNoProcess) {
  const auto before = open_descriptors();
  run_one([](JobContext&) { return 0; });
  run_one([](JobContext&) -> int { hang(); }, 20ms);
  run_one([](JobContext&) -> int { abort(); });
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

TEST_P(Jobs, HaveNoDescriptorOfTheCoordinator) {
  const Descriptor ours(open("/dev/null", O_RDONLY));
  const auto seen =
      run_one([&](JobContext&) { return fcntl(ours.get(), F_GETFD) < 0 && open_descriptors() == 5 ? 0 : 1; });
  EXPECT_EQ(seen.outcome.number, 0) << "0, 1, 2, results, and the one that lists them";
}

TEST_P(Jobs, ThatCallbacksThrowAwayAreEnded) {
  const auto before = open_descriptors();
  {
    Coordinator coordinator({.way = GetParam(), .at_once = 2});
    for (int i = 0; i < 2; ++i)
      coordinator.add(
          {.name = "thrown away",
           .work = [](JobContext& job) -> int {
             job.send(1, "").value();
             hang();
           },
           .on_frame = [](const Frame&) { throw std::runtime_error("the report cannot be written"); }});
    EXPECT_THROW(coordinator.run(), std::runtime_error);
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

TEST_P(Jobs, AreAskedToStopByTheFirstCtrlC) {
  Seen polite, waiting;
  Coordinator coordinator({.way = GetParam(), .grace = 1h});
  auto job = watched(
      [](JobContext& context) -> int {
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGTERM);
        sigprocmask(SIG_BLOCK, &wanted, nullptr);
        context.send(1, "ready").value();
        int got = 0;
        sigwait(&wanted, &got);
        context.send(2, "tidied up").value();
        return 0;
      },
      polite);
  job.on_frame = [&](Frame frame) {
    if (frame.type == 1) raise(SIGINT);
    polite.frames.push_back(std::move(frame));
  };
  coordinator.add(std::move(job));
  coordinator.add(watched([](JobContext&) { return 0; }, waiting));
  EXPECT_TRUE(coordinator.run());
  EXPECT_EQ(polite.outcome.ending, Ending::interrupted);
  ASSERT_EQ(polite.frames.size(), 2u);
  EXPECT_EQ(polite.frames[1].payload, "tidied up");
  ASSERT_TRUE(waiting.over) << "a job that was never started has its outcome, too";
  EXPECT_EQ(waiting.outcome.ending, Ending::interrupted);
}

Work deaf_to_sigterm() {
  return [](JobContext& context) -> int {
    signal(SIGTERM, SIG_IGN);
    context.send(1, "ready").value();
    hang();
  };
}

TEST_P(Jobs, ThatDoNotStopAreEndedAfterTheGrace) {
  Seen deaf;
  Coordinator coordinator({.way = GetParam(), .grace = 50ms});
  auto job = watched(deaf_to_sigterm(), deaf, 1h);
  job.on_frame = [](const Frame&) { raise(SIGTERM); };
  coordinator.add(std::move(job));
  EXPECT_TRUE(coordinator.run());
  EXPECT_EQ(deaf.outcome.ending, Ending::interrupted);
}

TEST_P(Jobs, AreEndedAtOnceByTheSecondCtrlC) {
  Seen deaf;
  Coordinator coordinator(
      {.way = GetParam(), .grace = 1h});  // without the second signal this would last that long
  auto job = watched(
      [](JobContext& context) -> int {
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGTERM);
        sigprocmask(SIG_BLOCK, &wanted, nullptr);
        context.send(1, "ready").value();
        int got = 0;
        sigwait(&wanted, &got);
        context.send(2, "asked, and not obeying").value();
        hang();
      },
      deaf, 1h);
  job.on_frame = [](const Frame&) { raise(SIGINT); };  // once when ready, once when asked
  coordinator.add(std::move(job));
  EXPECT_TRUE(coordinator.run());
  EXPECT_EQ(deaf.outcome.ending, Ending::interrupted);
}

TEST_P(Jobs, AreStoppedFromACallback) {
  Seen first, second;
  Coordinator coordinator({.way = GetParam()});
  auto job = watched([](JobContext&) { return 1; }, first);
  job.on_end = [&](const Outcome& outcome) {
    first.outcome = outcome;
    coordinator.stop();
  };
  coordinator.add(std::move(job));
  coordinator.add(watched([](JobContext&) { return 0; }, second));
  EXPECT_TRUE(coordinator.run());
  EXPECT_EQ(first.outcome.ending, Ending::exited);
  EXPECT_EQ(second.outcome.ending, Ending::interrupted);
}

TEST(Coordinator, LeavesIgnoredSignalsIgnored) {
  const auto status = run_forked([] {
    signal(SIGINT, SIG_IGN);
    bool ended_well = false;
    Coordinator coordinator({.way = Way::subreaper});
    coordinator.add(
        {.name = "in the background",
         .work = [](JobContext& job) { return job.send(1, "") ? 0 : 1; },
         .on_frame = [](const Frame&) { raise(SIGINT); },
         .on_end = [&](const Outcome& outcome) { ended_well = outcome.ending == Ending::exited; }});
    const bool interrupted = coordinator.run();
    return !interrupted && ended_well ? 0 : 1;
  });
  EXPECT_EQ(status, (ExitStatus{false, 0}));
}

TEST(Coordinator, RefusesToForkFromSeveralThreads) {
#if defined(__has_feature) && __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the thread sanitizer has a thread of its own";
#endif
  const auto status = run_forked([] {
    std::thread(hang).detach();
    std::string problem;
    Coordinator coordinator({.way = Way::subreaper});
    coordinator.add({.name = "too late",
                     .work = [](JobContext&) { return 0; },
                     .on_end = [&](const Outcome& outcome) { problem = describe(outcome); }});
    coordinator.run();
    return problem ==
                   "not started: cannot fork a job from a process with 2 threads (exactly 1 is needed): "
                   "start threads "
                   "inside jobs"
               ? 0
               : 1;
  });
  EXPECT_EQ(status, (ExitStatus{false, 0}));
}

}  // namespace
}  // namespace ordeal::process
