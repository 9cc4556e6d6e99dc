// The shim in front of real programs (shim_test_program.cpp), on machines with and without a GPU: what is
// asserted of the real runtime is only that an injected error did not come from it.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

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

  // What the program prints under the shim; `status_` is what wait() said.
  std::string run(const std::string& program, const std::string& words) {
    const std::string bin = ORDEAL_BINARY_DIR "/bin/", lib = ORDEAL_BINARY_DIR "/lib";
    // By name and folder: LD_PRELOAD itself is split at spaces, which the folder may hold.
    const std::string command = "exec env ORDEAL_RULES='" + (folder_ / "rules").string() +
                                "' ORDEAL_ROLE='worker 1' LD_LIBRARY_PATH='" + lib +
                                "' LD_PRELOAD=libordeal_cuda_shim.so '" + bin + program + "' " + words +
                                " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    std::string said;
    for (int byte; (byte = fgetc(pipe)) != EOF;) said += static_cast<char>(byte);
    status_ = pclose(pipe);
    return said;
  }
  std::string on_cudart(const std::string& words) { return run("faults_shim_program_cudart", words); }
  std::string on_stand_in(const std::string& words) { return run("faults_shim_program_stand_in", words); }

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
  const std::string bare_command = "'" ORDEAL_BINARY_DIR "/bin/faults_shim_program_cudart' " + words;
  FILE* pipe = popen(bare_command.c_str(), "r");
  char bare[256] = {};
  ASSERT_GT(fread(bare, 1, sizeof bare - 1, pipe), 0u);
  pclose(pipe);
  EXPECT_EQ(on_cudart(words), bare);
  EXPECT_TRUE(rules_->firings().empty());
}

TEST_F(CudaShim, EachCallIsASite) {
  const std::pair<const char*, std::uint32_t> calls[] = {
      {"malloc", ORDEAL_ALLOC},    {"malloc_async", ORDEAL_ALLOC}, {"create", ORDEAL_ALLOC},
      {"free", ORDEAL_FREE},       {"launch", ORDEAL_LAUNCH},      {"copy", ORDEAL_COPY},
      {"copy_async", ORDEAL_COPY}, {"stream", ORDEAL_SYNCHRONIZE}, {"device", ORDEAL_SYNCHRONIZE}};
  for (const auto& [word, operation] : calls) {
    const rule::Guard guard = arm({at(operation), rule::always(), rule::fail(1)});
    EXPECT_EQ(on_stand_in(word), "1 ") << word;
    EXPECT_EQ(guard.fired(), 1u) << word;
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
  const std::string real = run("faults_shim_program_late", plugin);
  EXPECT_NE(real, "302 ");  // kNoRuntime: the shim did not find it
  const rule::Guard guard = arm({at(ORDEAL_ALLOC), rule::nth(1), rule::fail(2)});
  EXPECT_EQ(run("faults_shim_program_late", plugin), "2 ");
}

}  // namespace
}  // namespace ordeal::shim
