// libordeal_rule.so in real processes, most of them children of this one by fork.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/rule/rule_process_fixture.hpp"

namespace ordeal::rule {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(RuleProcess, DoesNothingWithoutABlock) {
  EXPECT_FALSE(ordeal_rule_active());
  EXPECT_EQ(reach(ORDEAL_LAUNCH).action, ORDEAL_PASS);
}

TEST_F(RuleProcess, ClaimsARowUnderItsRole) {
  const pid_t child = start("worker 1", [] { return 0; });
  EXPECT_EQ(exit_code_of(child), 0);
  const std::vector<Process> rows = block_->rows();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].role, "worker 1");
  EXPECT_EQ(rows[0].pid, child);
  EXPECT_NE(rows[0].start_time, 0u);
}

TEST_F(RuleProcess, OnlyTheRoleThatIsMeantIsStruck) {
  const Guard guard = block_->add({{.role = "worker 1", .operation = ORDEAL_ALLOC}, nth(2), fail(2)}).value();
  const auto body = [] {
    int failed = 0;
    for (int i = 1; i <= 3; ++i)
      if (reach(ORDEAL_ALLOC).error == 2) failed = i;
    return failed;
  };
  EXPECT_EQ(exit_code_of(start("worker 2", body)), 0);
  EXPECT_EQ(exit_code_of(start("worker 1", body)), 2);
  ASSERT_EQ(block_->firings().size(), 1u);
  EXPECT_EQ(block_->firings()[0].role, "worker 1");
  EXPECT_EQ(block_->firings()[0].row, 1);
}

TEST_F(RuleProcess, TwoProcessesShareOneCounter) {
  const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, every(10), fail(1)}).value();
  const auto body = [] {
    int failed = 0;
    for (int i = 0; i < 5000; ++i) failed += reach(ORDEAL_LAUNCH).action == ORDEAL_ERROR;
    return failed > 0 ? 0 : 1;
  };
  const pid_t first = start("worker 1", body), second = start("worker 2", body);
  status_of(first);
  status_of(second);
  EXPECT_EQ(guard.hits(), 10000u);
  EXPECT_EQ(guard.fired(), 1000u);
}

TEST_F(RuleProcess, EndsWithACodeOrIgnoresASignalAndSaysSo) {
  const Guard quits = block_->add({{.role = "quits", .operation = ORDEAL_CALL}, nth(1), quit(71)}).value();
  EXPECT_EQ(exit_code_of(start("quits",
                               [] {
                                 reach(ORDEAL_CALL);
                                 return 0;
                               })),
            71);
  EXPECT_EQ(quits.done(), 1u);
  const Guard deaf =
      block_->add({{.role = "deaf", .operation = ORDEAL_CALL}, nth(1), ignore_signal(SIGTERM)}).value();
  EXPECT_EQ(exit_code_of(start("deaf",
                               [] {
                                 reach(ORDEAL_CALL);
                                 raise(SIGTERM);
                                 return 3;
                               })),
            3);
  EXPECT_EQ(deaf.done(), 1u);
}

TEST_F(RuleProcess, LeavesFilesALockAndSharedMemory) {
  const Guard leaves = block_->add({{.operation = ORDEAL_CALL}, nth(1), litter()}).value();
  const auto folder = std::filesystem::temp_directory_path() / ("litter-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const pid_t child = start("worker 1", [&] {
    setenv("TMPDIR", folder.c_str(), 1);
    reach(ORDEAL_CALL);
    return 0;
  });
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_EQ(leaves.done(), 1u);
  const std::string left = "left-" + std::to_string(child);
  EXPECT_TRUE(std::filesystem::exists(folder / left));
  EXPECT_TRUE(std::filesystem::exists(folder / (left + ".lock")));
  EXPECT_TRUE(std::filesystem::remove("/dev/shm/torch_" + std::to_string(child) + "_1_0"));
  std::filesystem::remove_all(folder);
}

TEST_F(RuleProcess, AForkedChildHasItsOwnRowAndRole) {
  const pid_t child = start("zygote", [] {
    return exit_code_of(in_child([] {
      ordeal_rule_claim("worker 1");
      return 0;
    }));
  });
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_THAT(roles(), ElementsAre("zygote", "worker 1"));
}

TEST_F(RuleProcess, ARenamedProcessIsKnownByItsNewName) {
  const pid_t child = start("zygote", [] {
    return exit_code_of(in_child([] {
      prctl(PR_SET_NAME, "worker 2");
      ordeal_rule_claim(nullptr);
      return 0;
    }));
  });
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_THAT(roles(), ElementsAre("zygote", "worker 2"));
}

TEST_F(RuleProcess, ARawCloneIsNoticedAtItsFirstSite) {
  const Guard guard = block_->add({{.operation = ORDEAL_FSYNC}, always(), fail(5)}).value();
  const pid_t child = start("client", [] {
    const auto cloned = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    if (cloned == 0) _exit(reach(ORDEAL_FSYNC).error);
    return exit_code_of(cloned);
  });
  EXPECT_EQ(exit_code_of(child), 5);
  ASSERT_THAT(roles(), ElementsAre("client", "client"));
  EXPECT_EQ(block_->firings()[0].row, 1);
  EXPECT_EQ(block_->firings()[0].pid, block_->rows()[1].pid);
}

TEST_F(RuleProcess, AVforkedChildCountsInItsParentsRow) {
  if (kSanitized) GTEST_SKIP() << "not under a sanitizer";
  const Guard guard = block_->add({{.operation = ORDEAL_EXEC}, always(), fail(5)}).value();
  const pid_t child = start("client", [] {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    const pid_t vforked = vfork();
#pragma clang diagnostic pop
    if (vforked == 0) _exit(reach(ORDEAL_EXEC).error);
    return exit_code_of(vforked);
  });
  EXPECT_EQ(exit_code_of(child), 5);
  EXPECT_THAT(roles(), ElementsAre("client"));
  EXPECT_EQ(block_->firings()[0].row, 0);
  EXPECT_NE(block_->firings()[0].pid, child);
}

TEST_F(RuleProcess, TraceRangesSayWhereAThreadIs) {
  const Guard guard =
      block_->add({{.operation = ORDEAL_LAUNCH, .stage = "image", .step = 2, .slot = "s1"}, nth(2), fail(9)})
          .value();
  const pid_t child = start("worker 1", [] {
    int error = 0;
    std::thread([&] {
      ordeal_rule_push("slot", "s1");
      ordeal_rule_push("stage", "audio");
      ordeal_rule_push("stage", "image");  // the innermost counts
      for (const char* step : {"1", "2"}) {
        ordeal_rule_push("step", step);
        for (int i = 0; i < 2; ++i) error += reach(ORDEAL_LAUNCH).error * (step[0] == '2' ? 1 : 10);
        ordeal_rule_pop();
      }
      ordeal_rule_pop();
      ordeal_rule_pop();
      ordeal_rule_push("stage", "video");
      error += reach(ORDEAL_LAUNCH).error;
    }).join();
    return error + reach(ORDEAL_LAUNCH).error;
  });
  EXPECT_EQ(exit_code_of(child), 9);
  ASSERT_EQ(block_->firings().size(), 1u);
  EXPECT_EQ(block_->firings()[0].slot, "s1");
  EXPECT_EQ(block_->firings()[0].step, 2);
}

TEST_F(RuleProcess, APopTooManyLeavesTheNextRangeWhereItBelongs) {
  const Guard guard =
      block_->add({{.operation = ORDEAL_LAUNCH, .stage = "image", .slot = "s1"}, always(), fail(9)}).value();
  const pid_t child = start("worker 1", [] {
    ordeal_rule_pop();  // of a range that was open before anybody listened
    ordeal_rule_pop();
    ordeal_rule_push("slot", "s1");
    ordeal_rule_push("stage", "image");
    return reach(ORDEAL_LAUNCH).error;
  });
  EXPECT_EQ(exit_code_of(child), 9);
}

TEST_F(RuleProcess, AGateHoldsItsCallerUntilItIsOpened) {
  Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, nth(3), gate()}).value();
  const Guard after = block_->add({{.operation = ORDEAL_COPY}, always(), drop()}).value();
  const pid_t child = start("worker 1", [] {
    for (int i = 0; i < 5; ++i) reach(ORDEAL_LAUNCH);
    return reach(ORDEAL_COPY).action == ORDEAL_DROP ? 0 : 1;
  });
  ASSERT_TRUE(guard.wait_held(kPatience));
  EXPECT_EQ(guard.hits(), 3u);
  EXPECT_FALSE(after.wait_hits(1, 20ms));
  guard.open();
  EXPECT_EQ(exit_code_of(child), 0);
  EXPECT_EQ(guard.hits(), 5u);
  EXPECT_EQ(guard.held(), 0u);
}

TEST_F(RuleProcess, AGuardThatEndsLetsItsCallersGo) {
  pid_t child = 0;
  {
    const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, always(), gate()}).value();
    child = start("worker 1", [] { return reach(ORDEAL_LAUNCH).action == ORDEAL_PASS ? 0 : 1; });
    ASSERT_TRUE(guard.wait_held(kPatience));
    wait_until_asleep(child);
  }
  EXPECT_EQ(exit_code_of(child), 0);
}

TEST_F(RuleProcess, AProcessHeldAtAGateIsKilledThereThroughItsPidfd) {
  const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH, .stage = "image"}, nth(3), gate()}).value();
  const pid_t child = start("worker 1", [] {
    for (int i = 0; i < 9; ++i) reach(ORDEAL_LAUNCH, "image");
    return 0;
  });
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  ASSERT_GE(pidfd, 0);
  ASSERT_TRUE(guard.wait_held(kPatience));
  EXPECT_EQ(syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0), 0);
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
  EXPECT_EQ(guard.hits(), 3u);
  EXPECT_EQ(block_->firings().at(0).to_text(),
            "#1 launch of the image stage of worker 1 (pid " + std::to_string(child) + "), hit 3: gate");
  close(pidfd);
}

TEST_F(RuleProcess, AProcessThatIsStartedOutlivesItsParentUntilSomebodyEndsIt) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const Guard guard = block_->add({{.operation = ORDEAL_WRITE}, nth(1), start_process()}).value();
  EXPECT_EQ(exit_code_of(start("worker 1", [] { return reach(ORDEAL_WRITE), 7; })), 7) << "it goes on";
  EXPECT_EQ(guard.done(), 1u);
  pid_t child = 0;
  std::ifstream("/proc/self/task/" + std::to_string(::gettid()) + "/children") >> child;
  ASSERT_GT(child, 0) << "it is gone with its parent, or never was";
  ::kill(child, SIGKILL);
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
}

TEST_F(RuleProcess, TheFiringOfAKillIsWrittenBeforeIt) {
  const Guard guard = block_->add({{.operation = ORDEAL_WRITE}, nth(2), kill(SIGKILL)}).value();
  const pid_t child = start("director", [] {
    reach(ORDEAL_WRITE);
    reach(ORDEAL_WRITE);
    return 0;
  });
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
  ASSERT_EQ(block_->firings().size(), 1u);
  EXPECT_EQ(block_->firings()[0].pid, child);
  EXPECT_EQ(guard.fired(), 1u);
}

TEST_F(RuleProcess, AHangNeverReturnsNotForASignalNorWhenItsRuleIsGone) {
  const Guard signals = block_->add({{.operation = ORDEAL_RECEIVE}, always(), drop()}).value();
  pid_t child = 0;
  {
    const Guard guard = block_->add({{.operation = ORDEAL_SYNCHRONIZE}, always(), hang()}).value();
    child = start("worker 1", [] {
      signal(SIGUSR1, [](int) { reach(ORDEAL_RECEIVE); });
      reach(ORDEAL_SYNCHRONIZE);
      return 0;
    });
    ASSERT_TRUE(guard.wait_held(kPatience));
  }
  for (std::uint64_t n = 1; n <= 3;
       ++n) {  // each handler returned to the hang, or there would be no next one
    ::kill(child, SIGUSR1);
    ASSERT_TRUE(signals.wait_hits(n, kPatience));
    wait_until_asleep(child);
  }
  ::kill(child, SIGKILL);
  EXPECT_EQ(exit_code_of(child), -SIGKILL);
}

TEST_F(RuleProcess, ADelaySleepsUnlessTheCallerTakesItOver) {
  const Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, always(), delay(30ms)}).value();
  const pid_t child = start("worker 1", [] {
    const auto start = std::chrono::steady_clock::now();
    if (reach(ORDEAL_LAUNCH).delay_ns != 0) return 1;
    if (std::chrono::steady_clock::now() - start < 30ms) return 2;
    const ordeal_site site{.operation = ORDEAL_LAUNCH, .flags = ORDEAL_CALLER_DELAYS, .step = -1};
    return ordeal_rule_consult(&site).delay_ns == 30'000'000 ? 0 : 3;
  });
  EXPECT_EQ(exit_code_of(child), 0);
}

TEST_F(RuleProcess, AGateWorksAcrossPidNamespaces) {
  if (exit_code_of(in_child([] { return unshare(CLONE_NEWPID) == 0 ? 0 : 77; })) != 0)
    GTEST_SKIP() << "this machine refuses PID namespaces";
  Guard guard = block_->add({{.operation = ORDEAL_LAUNCH}, nth(1), gate()}).value();
  const pid_t child = start("client", [] {
    if (unshare(CLONE_NEWPID) != 0) return 77;
    return exit_code_of(in_child([] {
      ordeal_rule_claim("worker 1");
      reach(ORDEAL_LAUNCH);
      return 0;
    }));
  });
  ASSERT_TRUE(guard.wait_held(kPatience));
  EXPECT_EQ(block_->firings().at(0).pid, 1);
  EXPECT_NE(block_->rows().at(1).pid_namespace, block_->rows().at(0).pid_namespace);
  guard.open();
  EXPECT_EQ(exit_code_of(child), 0);
}

TEST_F(RuleProcess, The257thProcessIsStruckWithoutARow) {
  const Guard guard =
      block_->add({{.role = "worker 1", .operation = ORDEAL_ALLOC}, always(), fail(2)}).value();
  const pid_t child = start("worker 1", [] {
    for (int i = 0; i < 255; ++i) status_of(in_child([] { return 0; }));
    return exit_code_of(in_child([] {
      const bool said =
          ordeal_rule_problem() && std::strstr(ordeal_rule_problem(), "256 process rows are taken");
      return said ? reach(ORDEAL_ALLOC).error : 1;
    }));
  });
  EXPECT_EQ(exit_code_of(child), 2);
  EXPECT_EQ(block_->rows().size(), 256u);
  EXPECT_EQ(block_->rows_refused(), 1u);
  EXPECT_EQ(block_->firings().at(0).row, -1);
}

TEST_F(RuleProcess, SaysWhatIsWrongWithAMalformedBlock) {
  std::filesystem::resize_file(path_, 100);
  const pid_t child = in_child([&] {
    if (ordeal_rule_attach(path_.c_str()) != -1 || ordeal_rule_active()) return 1;
    if (reach(ORDEAL_ALLOC).action != ORDEAL_PASS) return 2;
    return std::strstr(ordeal_rule_problem(), "it has 100 bytes, not ") ? 0 : 3;
  });
  EXPECT_EQ(exit_code_of(child), 0);
}

TEST_F(RuleProcess, ReadsItsEnvironmentWhenItIsLoaded) {
  if (kSanitized) GTEST_SKIP() << "not under a sanitizer";
  // By name and folder: LD_PRELOAD itself is split at spaces, which the folder may hold.
  const std::string command = "ORDEAL_RULES='" + path_ + "' ORDEAL_ROLE='model server' LD_LIBRARY_PATH='" +
                              std::string(ORDEAL_BINARY_DIR) + "/lib' LD_PRELOAD=libordeal_rule.so /bin/true";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(roles(), testing::Contains("model server"));
}

}  // namespace
}  // namespace ordeal::rule
