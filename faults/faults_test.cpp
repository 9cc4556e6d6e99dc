// Each fault on a rule block of its own: that it lands for the right reason, that it says why it did not, and
// that its cure leaves nothing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <fstream>
#include <set>

#include "faults/all_faults.hpp"
#include "faults/arms.hpp"
#include "faults/flipped_byte.hpp"
#include "faults/idle_clients.hpp"
#include "faults/rule/engine.hpp"
#include "faults/signal_at.hpp"
#include "faults/silent_director.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

class Faults : public testing::Test, public FaultPlace {
 protected:
  // The fault whose step has these words, with what stands for its parameters.
  std::unique_ptr<Fault> fault(std::string_view name, std::vector<std::string> texts) {
    for (const FaultDescriptor* each : kAllFaults) {
      if (each->name == name) return each->make(*this, FaultArguments(std::move(texts)));
    }
    throw std::invalid_argument("there is no fault " + std::string(name));
  }
  // The actions that strike when `role` reaches the site.
  std::vector<rule::Strike> reach(std::string_view role, std::uint32_t operation, std::string_view stage,
                                  std::string_view object = {}) {
    rule::Strikes strikes;
    rule::strike(rules_.block(), {.role = role, .operation = operation, .stage = stage, .object = object},
                 strikes);
    for (const rule::Strike& strike : strikes) {
      if (carries_out_) rule::done(rules_.block(), strike.rule, 7);
    }
    return {strikes.begin(), strikes.end()};
  }

  rule::RuleBlock& rules() override { return rules_; }
  Victim victim(const std::string& role) override { return role == "director" ? director_ : Victim{}; }
  Silenceable silenceable_director() override { return {}; }
  CardDriver driver_of(int card) override {
    return {.report_xid =
                [this, card](int xid) {
                  reported_ = "XID " + std::to_string(xid) + " of " + std::to_string(card);
                  return carries_out_;
                },
            .report_memory_errors =
                [this, card](std::int64_t number) {
                  reported_ = std::to_string(number) + " errors of " + std::to_string(card);
                  return carries_out_;
                },
            .now = [] { return std::chrono::nanoseconds(5); }};
  }
  int director_port() override { return 0; }
  std::uint64_t middle_launch(slots::Stage) const override { return 3; }
  std::filesystem::path model_file(const std::string& model) const override { return model; }
  std::chrono::nanoseconds by_the_rules_clock(std::chrono::nanoseconds nominal) const override {
    return nominal / 20;
  }
  std::chrono::nanoseconds elapsed() const override { return elapsed_; }
  rule::RuleBlock rules_ = rule::RuleBlock::in_memory().value();
  bool carries_out_ = true;  // what a seam does
  std::string reported_;     // by the driver of a card
  std::chrono::nanoseconds elapsed_{0};
  Victim director_;
};

TEST_F(Faults, OutOfMemoryStrikesTheNthAllocationOfItsStageOnly) {
  const auto made = fault("out-of-memory-once", {"2nd", "image"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "image").empty());
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "audio").empty());
  EXPECT_FALSE(made->landed().landed);
  const auto struck = reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].error, slots::kCudaOutOfMemory);
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "image").empty());
  EXPECT_TRUE(reach("standby", ORDEAL_ALLOC, "image").empty());
  EXPECT_TRUE(reach("standby", ORDEAL_ALLOC, "image").empty()) << "once means once, whoever comes";
}

TEST_F(Faults, ARuleThatNeverFiredSaysHowOftenItsSiteWasReached) {
  const auto made = fault("out-of-memory-once", {"9th", "image"});
  reach("worker 1", ORDEAL_ALLOC, "image");
  made->cure();  // the count outlives the rule
  const Evidence evidence = made->landed();
  EXPECT_FALSE(evidence.landed);
  EXPECT_NE(evidence.what.find("reached 1 times"), std::string::npos) << evidence.what;
}

TEST_F(Faults, ARuleThatStruckAndWasNotCarriedOutHasNotLanded) {
  const auto made = fault("out-of-memory", {"image"});
  carries_out_ = false;
  ASSERT_EQ(reach("worker 1", ORDEAL_ALLOC, "image").size(), 1u);
  const Evidence evidence = made->landed();
  EXPECT_FALSE(evidence.landed);
  EXPECT_NE(evidence.what.find("struck 1 times, was done 0 times"), std::string::npos) << evidence.what;
}

TEST_F(Faults, AFaultLandsAtTheInstantOfItsAct) {
  const auto made = fault("out-of-memory", {"image"});
  reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_TRUE(made->landed().at);
  EXPECT_EQ(made->landed().at->count(), 7);
}

TEST_F(Faults, EvidenceOutlivesTheCureAndTheCureTakesTheRuleAway) {
  const auto made = fault("launch-error", {"1", "audio"});
  ASSERT_EQ(reach("worker 1", ORDEAL_LAUNCH, "audio").size(), 1u);
  made->cure();
  made->cure();
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "audio").empty());
  EXPECT_TRUE(made->landed().landed);
}

TEST_F(Faults, AHangIsAHangOfOneLaunch) {
  const auto made = fault("kernel-hang", {"video"});
  reach("worker 1", ORDEAL_LAUNCH, "video");
  reach("worker 1", ORDEAL_LAUNCH, "video");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "video");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_HANG));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(reach("standby", ORDEAL_LAUNCH, "video").empty());
}

TEST_F(Faults, ACallIsSlowOnceByTheRulesOwnClock) {
  const auto made = fault("slow-call", {"2nd", "journal.append", "3 s"});
  EXPECT_TRUE(reach("director", ORDEAL_CALL, "", "journal.append").empty());
  EXPECT_TRUE(reach("director", ORDEAL_CALL, "", "files.write").empty());
  const auto struck = reach("director", ORDEAL_CALL, "", "journal.append");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].delay_ns, 150'000'000);
}

TEST_F(Faults, EachSaysWhatItDoesAndCanBeOnSomeArm) {
  std::set<std::string_view> names;
  for (const FaultDescriptor* each : kAllFaults) {
    EXPECT_TRUE(names.insert(each->name).second) << each->name << " is there twice";
    EXPECT_FALSE(each->what.empty() || each->evidence.empty() || each->cure.empty() || each->example.empty())
        << each->name;
    EXPECT_NE(arms_of(*each), "") << each->name << " can be nowhere";
    EXPECT_TRUE(each->real_files || each->own_cards || each->by_signal || !each->acts.empty())
        << each->name << " says nothing of what it needs";
  }
}

TEST_F(Faults, AnArmThatCannotDoAnActIsNotAmongItsArms) {
  EXPECT_EQ(arms_of(kKernelHang), "cpu, sim, cuda");
  EXPECT_EQ(arms_of(kCardXid), "cpu, sim");
  EXPECT_EQ(arms_of(kLeftProcess), "cpu");
  EXPECT_EQ(arms_of(kFlippedByte), "cpu, cuda");
  EXPECT_EQ(arms_of(kSlowCall), "cpu, sim, cuda");
}

TEST_F(Faults, ADurationThatIsNoneIsNamed) {
  EXPECT_THROW(fault("slow-call", {"2nd", "journal.append", "3 parsecs"}), std::invalid_argument);
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
                      .gone = [&] { return gone; },
                      .now = [] { return std::chrono::nanoseconds(5); }};
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

TEST_F(Faults, APauseLandsOnlyWhenTheDirectorStoodStillForSoLongAndGoesOn) {
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

TEST_F(Faults, APauseThatIsCutShortHasNotLandedAndLeavesNobodyStopped) {
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

TEST_F(Faults, ACardsReportIsMadeWhenItIsArmedAndLandsByTheCardsOwnRecord) {
  const auto xid = fault("card-xid", {"1", "94"});
  EXPECT_EQ(reported_, "XID 94 of 1");
  EXPECT_TRUE(xid->landed().landed);
  EXPECT_EQ(xid->landed().at, std::chrono::nanoseconds(5));
  const auto errors = fault("card-memory-errors", {"0", "3"});
  EXPECT_EQ(reported_, "3 errors of 0");
  carries_out_ = false;
  EXPECT_FALSE(fault("card-xid", {"0", "13"})->landed().landed);
}

TEST_F(Faults, ACoRunnersFaultStrikesEachClientOnceAndLandsWhenAllHeardOfIt) {
  const auto ended = fault("co-runner", {"1", "2"});
  ASSERT_EQ(reach("worker 1", ORDEAL_LAUNCH, "image").size(), 1u);
  EXPECT_FALSE(ended->landed().landed) << "worker 2 has not heard";
  EXPECT_TRUE(reach("worker 3", ORDEAL_LAUNCH, "image").empty());
  ASSERT_EQ(reach("worker 2", ORDEAL_LAUNCH, "audio").front().error, slots::kCudaMpsClientTerminated);
  EXPECT_TRUE(ended->landed().landed);
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty());
  ended->cure();
  EXPECT_TRUE(ended->landed().landed);
}

}  // namespace
}  // namespace ordeal
