// Each fault on a rule block of its own: that it lands for the right reason, that it says why it did not, and
// that its cure leaves nothing.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "faults/flipped_byte.hpp"
#include "faults/kernel_hang.hpp"
#include "faults/launch_error.hpp"
#include "faults/out_of_memory.hpp"
#include "faults/rule/engine.hpp"
#include "faults/signal_at.hpp"

namespace ordeal {
namespace {

class Faults : public testing::Test {
 protected:
  // The actions that strike when `role` reaches the site.
  std::vector<rule::Strike> reach(std::string_view role, std::uint32_t operation, std::string_view stage) {
    rule::Strikes strikes;
    rule::strike(rules_.block(), {.role = role, .operation = operation, .stage = stage}, strikes);
    return {strikes.begin(), strikes.end()};
  }
  rule::RuleBlock rules_ = rule::RuleBlock::in_memory().value();
};

TEST_F(Faults, OutOfMemoryStrikesTheNthAllocationOfItsStageOnly) {
  OutOfMemory fault(rules_, "worker 1", "image", 2);
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "image").empty());
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "audio").empty());
  EXPECT_TRUE(reach("standby", ORDEAL_ALLOC, "image").empty());
  EXPECT_FALSE(fault.landed().landed);
  const auto struck = reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].error, kCudaOutOfMemory);
  EXPECT_TRUE(fault.landed().landed) << fault.landed().what;
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "image").empty());
}

TEST_F(Faults, ARuleThatNeverFiredSaysHowOftenItsSiteWasReached) {
  OutOfMemory fault(rules_, "", "image", 9);
  reach("worker 1", ORDEAL_ALLOC, "image");
  fault.cure();  // the count outlives the rule
  const Evidence evidence = fault.landed();
  EXPECT_FALSE(evidence.landed);
  EXPECT_NE(evidence.what.find("reached 1 times"), std::string::npos) << evidence.what;
}

TEST_F(Faults, EvidenceOutlivesTheCureAndTheCureTakesTheRuleAway) {
  LaunchError fault(rules_, "", "audio", 1, kCudaInvalidConfiguration);
  ASSERT_EQ(reach("worker 1", ORDEAL_LAUNCH, "audio").size(), 1u);
  fault.cure();
  fault.cure();
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "audio").empty());
  EXPECT_TRUE(fault.landed().landed);
}

TEST_F(Faults, AHangIsAHangOfOneLaunch) {
  KernelHang fault(rules_, "", "video", 3);
  reach("worker 1", ORDEAL_LAUNCH, "video");
  reach("worker 1", ORDEAL_LAUNCH, "video");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "video");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_HANG));
}

TEST_F(Faults, ASignalLandsOnlyWhenTheKernelTookItAndTheProcessIsGone) {
  bool accepts = true, gone = false;
  int sent = 0;
  const Victim victim{.role = "worker 1",
                      .signal =
                          [&](int signal) {
                            sent = signal;
                            return accepts;
                          },
                      .gone = [&] { return gone; }};
  const rule::Site site{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"};
  SignalAt fault(rules_, "kill", site, 1, SIGKILL, victim);
  fault.advance();
  EXPECT_EQ(sent, 0);
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  rule::arrive(rules_.block(), struck[0].rule);
  EXPECT_FALSE(fault.landed().landed);
  fault.advance();
  EXPECT_EQ(sent, SIGKILL);
  EXPECT_FALSE(fault.landed().landed) << "it still runs";
  gone = true;
  EXPECT_TRUE(fault.landed().landed) << fault.landed().what;
}

TEST(FlippedByteOfAFile, IsReadBackAndPutBack) {
  const auto file = std::filesystem::temp_directory_path() / ("flipped-" + std::to_string(::getpid()));
  std::ofstream(file) << "weights";
  {
    FlippedByte fault(file, 3);
    std::string contents;
    std::ifstream(file) >> contents;
    EXPECT_NE(contents, "weights");
    EXPECT_TRUE(fault.landed().landed) << fault.landed().what;
  }
  std::string contents;
  std::ifstream(file) >> contents;
  EXPECT_EQ(contents, "weights");
  EXPECT_THROW(FlippedByte(file, 7), std::runtime_error);
  std::filesystem::remove(file);
  EXPECT_THROW(FlippedByte(file, 0), std::runtime_error);
}

}  // namespace
}  // namespace ordeal
