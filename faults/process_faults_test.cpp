// Faults of processes, and of those who talk to them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>

#include "faults/faults_fixture.hpp"
#include "faults/idle_clients.hpp"
#include "faults/signal_at.hpp"
#include "faults/silent_director.hpp"

namespace ordeal {
namespace {

using ProcessFaults = FaultsOnABlock;

TEST_F(ProcessFaults, ASignalLandsOnlyWhenTheKernelTookItAndTheProcessIsGone) {
  bool accepts = true, gone = false;
  int sent = 0;
  const Victim victim{.role = "worker 1",
                      .signal =
                          [&](int signal) {
                            sent = signal;
                            return accepts;
                          },
                      .gone = [&] { return gone; },
                      .now = [] { return std::chrono::nanoseconds(5); }};
  const rule::Site site{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"};
  SignalAt fault(rules_, "kill", site, rule::once(1), SIGKILL, victim);
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

TEST_F(ProcessFaults, AWorkerIsStuckOnceTheKernelWasAskedAndUntilTheCure) {
  worker_.now = [] { return std::chrono::nanoseconds(5); };
  const auto made = fault("stuck-worker", {"1", "image"});
  EXPECT_TRUE(kernel_sleep_there_);
  for (int launch = 1; launch < 3; ++launch) EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty());
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, ORDEAL_STUCK);
  rule::arrive(rules_.block(), struck[0].rule);
  made->advance();
  EXPECT_FALSE(made->landed().landed) << "the kernel was asked nothing yet";
  kernel_asked_ = true;
  made->advance();
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  EXPECT_TRUE(kernel_sleep_there_);
  made->cure();
  EXPECT_FALSE(kernel_sleep_there_);
  EXPECT_TRUE(made->landed().landed);
}

TEST_F(ProcessFaults, APauseLandsOnlyWhenTheDirectorStoodStillForSoLongAndGoesOn) {
  std::vector<int> sent;
  bool stopped = false;
  director_ = {.role = "director",
               .signal =
                   [&](int signal) {
                     sent.push_back(signal);
                     return true;
                   },
               .stopped = [&] { return stopped; },
               .now = [] { return std::chrono::nanoseconds(5); }};
  const auto made = fault("director-paused", {"9 s"});
  made->advance();
  EXPECT_EQ(sent, std::vector{SIGSTOP});
  elapsed_ = std::chrono::seconds(20);
  made->advance();
  EXPECT_EQ(sent, std::vector{SIGSTOP}) << "it did not stand still yet";
  stopped = true;
  made->advance();
  elapsed_ += std::chrono::milliseconds(8999);
  made->advance();
  EXPECT_EQ(sent, std::vector{SIGSTOP});
  EXPECT_FALSE(made->landed().landed);
  elapsed_ += std::chrono::milliseconds(1);
  made->advance();
  EXPECT_EQ(sent, (std::vector{SIGSTOP, SIGCONT}));
  EXPECT_FALSE(made->landed().landed) << "the kernel still calls it stopped";
  stopped = false;
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
}

TEST_F(ProcessFaults, APauseThatIsCutShortHasNotLandedAndLeavesNobodyStopped) {
  std::vector<int> sent;
  director_ = {.signal =
                   [&](int signal) {
                     sent.push_back(signal);
                     return true;
                   },
               .stopped = [&] { return sent.back() == SIGSTOP; },
               .now = [] { return std::chrono::nanoseconds(5); }};
  const auto made = fault("director-paused", {"9 s"});
  made->advance();
  made->cure();
  made->cure();
  EXPECT_EQ(sent, (std::vector{SIGSTOP, SIGCONT}));
  EXPECT_FALSE(made->landed().landed);
}

TEST_F(ProcessFaults, AStartThatEndsWithACodeDoesSoAsOftenAsItSays) {
  const auto made = fault("exit-at-start", {"2", "2", "71"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_CALL, "", "network.dial").empty()) << "another worker";
  for (int n = 0; n < 2; ++n) {
    const auto struck = reach("worker 2", ORDEAL_CALL, "", "network.dial");
    ASSERT_EQ(struck.size(), 1u);
    EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_QUIT));
    EXPECT_EQ(struck[0].error, 71);
  }
  EXPECT_TRUE(reach("worker 2", ORDEAL_CALL, "", "network.dial").empty());
}

TEST_F(ProcessFaults, AnExitCodeOfASignalIsThatSignal) {
  const auto made = fault("exit-while-idle", {"1", "139"});
  const auto struck = reach("worker 1", ORDEAL_CALL, "", "device.check");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_KILL));
  EXPECT_EQ(struck[0].error, SIGSEGV);
}

TEST_F(ProcessFaults, ASpoiltProgramLandsOnceTheDirectorTriedToStartItAndIsPutBack) {
  const auto made = fault("worker-program-spoilt", {"missing"});
  EXPECT_TRUE(spoilt_);
  made->advance();
  EXPECT_FALSE(made->landed().landed) << "nobody wanted it";
  EXPECT_TRUE(reach("director", ORDEAL_CALL, "", "process.spawn").empty()) << "it holds nobody up";
  made->advance();
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  made->cure();
  EXPECT_FALSE(spoilt_);
  reach("director", ORDEAL_CALL, "", "process.spawn");
  made->advance();
  EXPECT_NE(made->landed().what.find("1 times"), std::string::npos) << made->landed().what;
}

TEST_F(ProcessFaults, ABlockedCallLandsWhenSomebodyIsSeenInItAlsoWhoNeverComesBack) {
  carries_out_ = false;
  const auto made = fault("blocked-call", {"audio", "18 s"});
  for (int n = 0; n < 2; ++n) reach("worker 1", ORDEAL_LAUNCH, "audio");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "audio");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].delay_ns, 900'000'000);
  made->advance();
  EXPECT_FALSE(made->landed().landed) << "nobody has said that it blocks";
  rule::arrive(rules_.block(), struck[0].rule);
  made->advance();
  made->cure();
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
}

TEST_F(ProcessFaults, AKillInARetryIsNoneBeforeTheMemoryRanOut) {
  const auto made = fault("killed-in-its-retry", {"image"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty());
  reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_EQ(reach("worker 1", ORDEAL_ALLOC, "image").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "video").empty());
  EXPECT_EQ(reach("worker 1", ORDEAL_LAUNCH, "image").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty()) << "once";
}

TEST_F(ProcessFaults, AWorkerThatIsStoppedForAWhileIsToldToGoOnAlsoWhenItIsGone) {
  std::vector<int> sent;
  bool gone = false;
  worker_ = {.signal =
                 [&](int signal) {
                   sent.push_back(signal);
                   return true;
                 },
             .signal_again =
                 [&](int signal) {
                   sent.push_back(signal);
                   return !gone;
                 },
             .now = [] { return std::chrono::nanoseconds(5); }};
  const auto made = fault("worker-stopped-for", {"1", "image", "60 s"});
  made->advance();
  EXPECT_TRUE(sent.empty());
  for (int n = 0; n < 2; ++n) reach("worker 1", ORDEAL_LAUNCH, "image");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  rule::arrive(rules_.block(), struck[0].rule);
  made->advance();
  EXPECT_EQ(sent, std::vector{SIGSTOP});
  EXPECT_FALSE(made->landed().landed);
  gone = true;
  elapsed_ = std::chrono::seconds(60);
  made->advance();
  EXPECT_EQ(sent, (std::vector{SIGSTOP, SIGCONT}));
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  EXPECT_NE(made->landed().what.find("it was gone"), std::string::npos);
}

TEST_F(ProcessFaults, ADirectorIsSilentOnlyWhenItsWorldSaysSoAndGoesOnWhenItIsCured) {
  bool silent = false;
  int ended = 0;
  const Silenceable director{.silence = [] { return true; },
                             .silent = [&] { return silent; },
                             .end = [&] { ++ended; },
                             .how = "it is stopped",
                             .now = [] { return std::chrono::nanoseconds(1); }};
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

TEST_F(ProcessFaults, IdleClientsLandOnlyWhenEachIsConnected) {
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
