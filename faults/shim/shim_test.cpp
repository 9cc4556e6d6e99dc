// The shim in front of real programs (shim_test_program.cpp), on machines with and without a GPU: what is
// asserted of the real runtime is only that an injected error did not come from it.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <future>
#include <thread>

#include "faults/rule/rule_block.hpp"

namespace ordeal::shim {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CudaShim : public testing::Test {
 protected:
  CudaShim() {
    std::string pattern = (std::filesystem::temp_directory_path() / "shim-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    rules_.emplace(rule::RuleBlock::create(folder_ / "rules").value());
  }
  ~CudaShim() override { std::filesystem::remove_all(folder_); }

  // What the program prints under the shim; `status_` is what wait() said. Libraries come from `folders`.
  std::string run(const std::string& program, const std::string& words, const std::string& folders,
                  const std::string& variables = "") {
    // By name and folder: LD_PRELOAD itself is split at spaces, which the folder may hold.
    const std::string command = "exec env " + variables + " ORDEAL_RULES='" + (folder_ / "rules").string() +
                                "' ORDEAL_ROLE='worker 1' LD_LIBRARY_PATH='" + folders +
                                "' LD_PRELOAD=libordeal_cuda_shim.so '" ORDEAL_BINARY_DIR "/bin/" + program +
                                "' " + words + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    std::string said;
    for (int byte; (byte = fgetc(pipe)) != EOF;) said += static_cast<char>(byte);
    status_ = pclose(pipe);
    return said;
  }
  std::string on_cudart(const std::string& words) { return run("faults_shim_program", words, kLib); }
  std::string on_stand_in(const std::string& words, const std::string& variables = "") {
    return run("faults_shim_program", words, kStandIn, variables);
  }
  std::string vector_program() { return run("faults_shim_program_vector", "", kStandIn, "STAND_IN_QUIET=1"); }
  static constexpr const char* kLib = ORDEAL_BINARY_DIR "/lib";
  static constexpr const char* kStandIn = ORDEAL_BINARY_DIR "/lib/stand_in:" ORDEAL_BINARY_DIR "/lib";

  rule::Guard arm(const rule::Rule& rule) { return rules_->add(rule).value(); }

  std::filesystem::path folder_;
  std::optional<rule::RuleBlock> rules_;
  int status_ = 0;
};

rule::Site at(std::uint32_t operation) {
  return {.role = "worker 1", .operation = operation};
}

TEST_F(CudaShim, FailsAnAllocationWithoutADriverAndRecordsIt) {
  const rule::Guard guard =
      arm({{.role = "worker 1", .operation = ORDEAL_ALLOC, .stage = "image"}, rule::nth(2), rule::fail(2)});
  const std::string said = on_cudart("malloc malloc");
  EXPECT_THAT(said, testing::EndsWith("2 "));
  EXPECT_THAT(said,
              Not(StartsWith("2 ")));  // the first call's own answer: 0 with a device, no device without
  EXPECT_EQ(guard.fired(), 1u);
  ASSERT_EQ(rules_->firings().size(), 1u);
  const rule::Firing firing = rules_->firings()[0];
  EXPECT_EQ(firing.role, "worker 1");
  EXPECT_EQ(firing.stage, "image");
  EXPECT_EQ(firing.amount, 4096u);
}

TEST_F(CudaShim, LeavesEveryCallAloneWithoutARule) {
  const std::string words = "malloc malloc_async free launch copy copy_async stream device create last";
  const std::string bare_command = "'" ORDEAL_BINARY_DIR "/bin/faults_shim_program' " + words;
  FILE* pipe = popen(bare_command.c_str(), "r");
  char bare[256] = {};
  ASSERT_GT(fread(bare, 1, sizeof bare - 1, pipe), 0u);
  pclose(pipe);
  EXPECT_EQ(on_cudart(words), bare);
  EXPECT_TRUE(rules_->firings().empty());
}

TEST_F(CudaShim, EachCallIsASite) {
  const std::pair<const char*, std::uint32_t> calls[] = {{"malloc", ORDEAL_ALLOC},
                                                         {"malloc_async", ORDEAL_ALLOC},
                                                         {"malloc_pool", ORDEAL_ALLOC},
                                                         {"malloc_managed", ORDEAL_ALLOC},
                                                         {"malloc_pitch", ORDEAL_ALLOC},
                                                         {"malloc_host", ORDEAL_ALLOC},
                                                         {"host_alloc", ORDEAL_ALLOC},
                                                         {"host_register", ORDEAL_ALLOC},
                                                         {"host_unregister", ORDEAL_FREE},
                                                         {"free", ORDEAL_FREE},
                                                         {"free_async", ORDEAL_FREE},
                                                         {"free_host", ORDEAL_FREE},
                                                         {"launch", ORDEAL_LAUNCH},
                                                         {"launch_ex", ORDEAL_LAUNCH},
                                                         {"launch_together", ORDEAL_LAUNCH},
                                                         {"launch_graph", ORDEAL_LAUNCH},
                                                         {"copy", ORDEAL_COPY},
                                                         {"copy_async", ORDEAL_COPY},
                                                         {"copy_peer", ORDEAL_COPY},
                                                         {"copy_peer_async", ORDEAL_COPY},
                                                         {"copy_2d", ORDEAL_COPY},
                                                         {"copy_2d_async", ORDEAL_COPY},
                                                         {"set", ORDEAL_COPY},
                                                         {"set_async", ORDEAL_COPY},
                                                         {"stream", ORDEAL_SYNCHRONIZE},
                                                         {"stream_query", ORDEAL_SYNCHRONIZE},
                                                         {"event", ORDEAL_SYNCHRONIZE},
                                                         {"event_query", ORDEAL_SYNCHRONIZE},
                                                         {"device", ORDEAL_SYNCHRONIZE},
                                                         {"create", ORDEAL_ALLOC},
                                                         {"create_per_thread", ORDEAL_ALLOC},
                                                         {"release", ORDEAL_FREE},
                                                         {"cu_alloc", ORDEAL_ALLOC},
                                                         {"cu_alloc_asked", ORDEAL_ALLOC},
                                                         {"cu_host", ORDEAL_ALLOC},
                                                         {"cu_free", ORDEAL_FREE},
                                                         {"cu_launch", ORDEAL_LAUNCH},
                                                         {"cu_launch_ex", ORDEAL_LAUNCH},
                                                         {"cu_copy", ORDEAL_COPY},
                                                         {"cu_set", ORDEAL_COPY},
                                                         {"cu_stream", ORDEAL_SYNCHRONIZE},
                                                         {"cu_context", ORDEAL_SYNCHRONIZE}};
  for (const auto& [word, operation] : calls) {
    // The driver is loaded by the call before, where the program asks it itself.
    const std::string words = std::string("create ") + word;
    {
      const rule::Guard guard = arm({at(operation), rule::always(), rule::fail(1)});
      EXPECT_THAT(on_stand_in(words, "STAND_IN_QUIET=1"), testing::EndsWith(" 1 ")) << word;
      EXPECT_GE(guard.fired(), 1u) << word;
    }
    EXPECT_EQ(on_stand_in(words, "STAND_IN_QUIET=1"), "0 0 ") << word << " without a rule";
  }
}

TEST_F(CudaShim, TheRealCallIsNotReachedWhenARuleStrikes) {
  const rule::Guard guard = arm({at(ORDEAL_ALLOC), rule::nth(1), rule::fail(2)});
  EXPECT_EQ(on_stand_in("malloc malloc create"), "2 allocated 0 created 0 ");
}

TEST_F(CudaShim, ALaunchShowsItsErrorInGetLastErrorOnce) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(701)});
  EXPECT_EQ(on_stand_in("launch peek last last launch"), "701 701 701 0 launched 0 ");
}

TEST_F(CudaShim, AStickyErrorStaysUntilTheProcessEnds) {
  const rule::Guard guard = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(700)});
  EXPECT_EQ(on_stand_in("malloc launch last last malloc stream"), "allocated 0 700 700 700 700 700 ");
  EXPECT_EQ(on_stand_in("malloc launch"), "allocated 0 launched 0 ");  // another process
}

TEST_F(CudaShim, CopiesAreDroppedOrCutShortAndLaunchesDropped) {
  const rule::Guard drop = arm({at(ORDEAL_COPY), rule::nth(1), rule::drop()});
  const rule::Guard cut = arm({at(ORDEAL_COPY), rule::nth(2), rule::truncate(3)});
  const rule::Guard lose = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::drop()});
  EXPECT_EQ(on_stand_in("copy copy copy launch launch"), "0 copied 3 0 copied 8 0 0 launched 0 ");
}

TEST_F(CudaShim, ARuleThatCannotBeCarriedOutIsAnErrorAndNotSilence) {
  const rule::Guard guard = arm({at(ORDEAL_ALLOC), rule::nth(1), rule::corrupt(1)});
  EXPECT_EQ(on_stand_in("malloc"), "801 ");
}

TEST_F(CudaShim, KillsTheProcessBeforeTheCall) {
  const rule::Guard guard = arm({at(ORDEAL_SYNCHRONIZE), rule::nth(1), rule::kill(SIGKILL)});
  EXPECT_THAT(on_stand_in("device"), Not(HasSubstr("0 ")));
  EXPECT_TRUE(WIFSIGNALED(status_));
  EXPECT_EQ(rules_->firings().size(), 1u);
}

TEST_F(CudaShim, ReachesARuntimeThatAPluginBroughtForItself) {
  const std::string plugin = "'" ORDEAL_BINARY_DIR "/lib/libfaults_shim_late_runtime.so'";
  const std::string real = run("faults_shim_program_late", plugin, kLib);
  EXPECT_NE(real, "302 ");  // kNoRuntime: the shim did not find it
  const rule::Guard guard = arm({at(ORDEAL_ALLOC), rule::nth(1), rule::fail(2)});
  EXPECT_EQ(run("faults_shim_program_late", plugin, kLib), "2 ");
}

TEST_F(CudaShim, AfterAStickyErrorCallsThatAreNoSitesFailToo) {
  const rule::Guard guard = arm({at(ORDEAL_SYNCHRONIZE), rule::nth(1), rule::fail(719)});
  EXPECT_EQ(on_stand_in("new_stream device new_stream new_event record info cu_alloc"),
            "0 719 719 719 719 719 719 ");
}

TEST_F(CudaShim, ARowOfACopyOfManyIsNotCutShortInSilence) {
  const rule::Guard guard = arm({at(ORDEAL_COPY), rule::always(), rule::truncate(3)});
  EXPECT_EQ(on_stand_in("copy_2d cu_copy copy"), "801 801 copied 3 0 ");
}

TEST_F(CudaShim, ARuleForACardStrikesOnlyThere) {
  const rule::Guard other =
      arm({{.role = "worker 1", .operation = ORDEAL_LAUNCH, .device = 1}, rule::always(), rule::fail(700)});
  EXPECT_EQ(on_stand_in("launch"), "launched 0 ");
  const rule::Guard this_one =
      arm({{.role = "worker 1", .operation = ORDEAL_LAUNCH, .device = 0}, rule::always(), rule::fail(9)});
  EXPECT_EQ(on_stand_in("launch"), "9 ");
}

TEST_F(CudaShim, OnlyPinnedMemoryFailsWhereTheRuleSaysSo) {
  const rule::Guard guard = arm(
      {{.role = "worker 1", .operation = ORDEAL_ALLOC, .object = "pinned"}, rule::always(), rule::fail(2)});
  EXPECT_EQ(on_stand_in("malloc_async host_alloc malloc_host cu_host"), "0 2 2 2 ");
}

TEST_F(CudaShim, AProgramOfNvccComputesOverTheStandInAsOnADevice) {
  EXPECT_EQ(vector_program(), "sum 4608\n");  // 256 × 2 × 3 × 3: a launch, and a graph of one, twice
  EXPECT_EQ(status_, 0);
}

TEST_F(CudaShim, ALaunchOfAProgramOfNvccIsASite) {
  {
    const rule::Guard lost = arm({at(ORDEAL_LAUNCH), rule::once(1), rule::drop()});
    EXPECT_EQ(vector_program(), "sum 2304\n") << "without the first launch";
    EXPECT_EQ(lost.done(), 1u);
  }
  {
    const rule::Guard lost = arm(
        {{.role = "worker 1", .operation = ORDEAL_LAUNCH, .object = "graph"}, rule::once(2), rule::drop()});
    EXPECT_EQ(vector_program(), "sum 1536\n") << "without the graph's second launch";
    EXPECT_EQ(lost.done(), 1u);
  }
  const rule::Guard failed = arm({at(ORDEAL_LAUNCH), rule::nth(1), rule::fail(700)});
  EXPECT_EQ(vector_program(), "cudaGetLastError(): 700\n");
}

TEST_F(CudaShim, ACopyOfAProgramOfNvccIsCutShort) {
  const rule::Guard cut = arm({at(ORDEAL_COPY), rule::once(2), rule::truncate(512)});
  EXPECT_EQ(vector_program(), "sum 2432\n");  // half of the vector came back: 128 × 18 + 128
}

TEST_F(CudaShim, AHeldLaunchGoesOnWhenItsGateOpens) {
  rule::Guard gate = arm({at(ORDEAL_LAUNCH), rule::once(1), rule::gate()});
  auto said = std::async(std::launch::async, [&] { return vector_program(); });
  while (gate.held() == 0) std::this_thread::yield();
  EXPECT_EQ(said.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  gate.open();
  EXPECT_EQ(said.get(), "sum 4608\n");
}

TEST_F(CudaShim, LibTorchsAllocatorAsksOnceMoreBeforeItRunsOutOfMemory) {
  const auto torch = [&] { return run("faults_shim_program_torch", "", kStandIn, "STAND_IN_QUIET=1"); };
  EXPECT_EQ(torch(), "taken taken taken taken \n");
  {
    const rule::Guard once = arm({at(ORDEAL_ALLOC), rule::once(1), rule::fail(2)});
    EXPECT_EQ(torch(), "taken taken taken taken \n") << "one failure is hidden";
    EXPECT_EQ(once.done(), 1u);
  }
  {
    const rule::Guard from_the_second = arm({at(ORDEAL_ALLOC), rule::from(2), rule::fail(2)});
    EXPECT_EQ(torch(), "taken taken taken out-of-memory \n");
    EXPECT_EQ(from_the_second.done(), 2u) << "the allocation, and once more without a cache";
  }
  const rule::Guard spoilt = arm({at(ORDEAL_ALLOC), rule::nth(2), rule::fail(700)});
  EXPECT_EQ(torch(), "taken taken taken failed \n");
}

}  // namespace
}  // namespace ordeal::shim
