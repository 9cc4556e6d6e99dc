// Each fault on a rule block of its own: that it lands for the right reason, that it says why it did not, and
// that its cure leaves nothing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <fstream>

#include "faults/flipped_byte.hpp"
#include "faults/idle_clients.hpp"
#include "faults/kernel_hang.hpp"
#include "faults/launch_error.hpp"
#include "faults/out_of_memory.hpp"
#include "faults/rule/engine.hpp"
#include "faults/signal_at.hpp"
#include "faults/silent_director.hpp"

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

TEST_F(Faults, ADirectorIsSilentOnlyWhenItsWorldSaysSoAndGoesOnWhenItIsCured) {
  bool silent = false;
  int ended = 0;
  const Silenceable director{.silence = [] { return true; },
                             .silent = [&] { return silent; },
                             .end = [&] { ++ended; },
                             .how = "it is stopped"};
  const rule::Site site{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"};
  SilentDirector fault(rules_, "the start", site, 1, director);
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  fault.advance();
  EXPECT_FALSE(fault.landed().landed) << "nobody is held at the gate";
  rule::arrive(rules_.block(), struck[0].rule);
  fault.advance();
  EXPECT_FALSE(fault.landed().landed) << "it still talks";
  EXPECT_FALSE(rule::gate_open(rules_.block(), struck[0].rule));
  silent = true;
  fault.advance();
  EXPECT_TRUE(fault.landed().landed) << fault.landed().what;
  EXPECT_TRUE(rule::gate_open(rules_.block(), struck[0].rule));
  fault.cure();
  fault.cure();
  EXPECT_EQ(ended, 1);
  EXPECT_TRUE(fault.landed().landed) << "evidence outlives the cure";
}

TEST_F(Faults, IdleClientsLandOnlyWhenEachIsConnected) {
  process::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length);
  const int port = ntohs(address.sin_port);
  EXPECT_FALSE(IdleClients(port, 3).landed().landed) << "nobody listens";
  ASSERT_EQ(::listen(listener.get(), 16), 0);
  IdleClients clients(port, 3);
  EXPECT_TRUE(clients.landed().landed) << clients.landed().what;
  const process::Descriptor first(::accept(listener.get(), nullptr, nullptr));
  clients.cure();
  char byte;
  EXPECT_EQ(::recv(first.get(), &byte, 1, 0), 0) << "the cure closes them";
  EXPECT_TRUE(clients.landed().landed);
  EXPECT_THROW(IdleClients(port, 1ULL << 40), std::runtime_error);
}

}  // namespace
}  // namespace ordeal
