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
    rule::strike(rules_.block(),
                 {.role = role,
                  .operation = operation,
                  .stage = stage,
                  .object = object,
                  .call = operation == ORDEAL_CALL ? object : std::string_view()},
                 strikes);
    for (const rule::Strike& strike : strikes) {
      if (carries_out_) rule::done(rules_.block(), strike.rule, 7);
    }
    return {strikes.begin(), strikes.end()};
  }

  rule::RuleBlock& rules() override { return rules_; }
  Victim victim(const std::string& role) override { return role == "director" ? director_ : worker_; }
  Silenceable silenceable_director() override { return {}; }
  SpoilableProgram spoilable_program() override {
    return {.spoil =
                [this](ProgramFlaw) {
                  spoilt_ = true;
                  return "it is missing";
                },
            .mend = [this] { spoilt_ = false; },
            .now = [] { return std::chrono::nanoseconds(5); }};
  }
  // Does as it is told by `neighbour_holds_`.
  std::unique_ptr<Neighbour> neighbour(std::int64_t, std::uint64_t) override {
    class Told final : public Neighbour {
     public:
      explicit Told(std::uint64_t& bytes) : bytes_(bytes) {}
      std::uint64_t holds() const override { return bytes_; }
      std::chrono::nanoseconds now() const override { return std::chrono::nanoseconds(5); }
      void end() override { bytes_ = 0; }

     private:
      std::uint64_t& bytes_;
    };
    return std::make_unique<Told>(neighbour_holds_);
  }
  SimulatedCard& simulated_card(std::int64_t) override { return card_; }
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
  Victim director_, worker_;
  bool spoilt_ = false;
  std::uint64_t neighbour_holds_ = 0;
  struct ToldCard final : SimulatedCard {  // counts what a test says that it did
    void stop_answering(bool value) override { is_lost = value; }
    bool lost() const override { return is_lost; }
    void fragment(std::uint64_t largest, bool caches) override {
      largest_block = largest;
      by_caches = caches;
    }
    std::uint64_t blocks_refused() const override { return refused; }
    void leak(slots::Stage of, std::uint64_t bytes) override {
      stage = of;
      leak_bytes = bytes;
    }
    std::uint64_t leaks() const override { return leaked; }
    void slow_down(std::uint64_t by) override { factor = by; }
    std::uint64_t slowed() const override { return slow; }
    void limit_pinned(std::uint64_t bytes) override { pinned_limit = bytes; }
    std::uint64_t pins_refused() const override { return refused; }
    std::uint64_t largest_block = 0, refused = 0, leak_bytes = 0, leaked = 0, factor = 1, slow = 0,
                  pinned_limit = kNoLimit;
    bool by_caches = false, is_lost = false;
    slots::Stage stage{};
  } card_;
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
    EXPECT_TRUE(each->real_files || each->by_signal || each->by_card || !each->acts.empty())
        << each->name << " says nothing of what it needs";
  }
}

TEST_F(Faults, AnArmThatCannotDoAnActIsNotAmongItsArms) {
  EXPECT_EQ(arms_of(kKernelHang), "cpu, sim, cuda");
  EXPECT_EQ(arms_of(kCardXid), "cpu, sim");
  EXPECT_EQ(arms_of(kLeftProcess), "cpu");
  EXPECT_EQ(arms_of(kFlippedByte), "cpu, cuda");
  EXPECT_EQ(arms_of(kSlowCall), "cpu, sim, cuda");
  EXPECT_EQ(arms_of(kLostCard), "cpu, sim");
}

TEST_F(Faults, ADurationThatIsNoneIsNamed) {
  EXPECT_THROW(fault("slow-call", {"2nd", "journal.append", "3 parsecs"}), std::invalid_argument);
}

TEST_F(Faults, AnErrorThatStaysIsOneThatIsKnownToStay) {
  const auto made = fault("sticky-error-once", {"image", "an uncorrectable ECC error"});
  for (int n = 0; n < 2; ++n) reach("worker 1", ORDEAL_LAUNCH, "image");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_TRUE(slots::stays(slots::fault_of(struck[0].error)));
  EXPECT_THROW(fault("sticky-error-once", {"image", "a cold"}), std::invalid_argument);
}

TEST_F(Faults, AWeightLiesSomewhereInTheWeights) {
  const auto made = fault("flipped-weight", {"37", "video"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_REST, "image").empty());
  const auto struck = reach("worker 1", ORDEAL_REST, "video");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].amount, 370'000u);
  EXPECT_THROW(fault("flipped-weight", {"101", "video"}), std::invalid_argument);
}

TEST_F(Faults, ACardIsLostForSoLongAndAnswersAgain) {
  director_.now = [] { return std::chrono::nanoseconds(5); };
  const auto made = fault("lost-card", {"0", "60 s"});
  EXPECT_FALSE(made->landed().landed);
  made->advance();
  EXPECT_TRUE(card_.lost());
  EXPECT_EQ(made->looks_again_at(), std::chrono::seconds(60));
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  elapsed_ = std::chrono::seconds(60);
  made->advance();
  EXPECT_FALSE(card_.lost());
  const auto short_one = fault("lost-card", {"0", "60 s"});
  short_one->advance();
  EXPECT_TRUE(card_.lost());
  short_one->cure();
  EXPECT_FALSE(card_.lost()) << "the cure restores it";
  EXPECT_EQ(short_one->looks_again_at(), std::chrono::nanoseconds::max());
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

TEST_F(Faults, AStartThatEndsWithACodeDoesSoAsOftenAsItSays) {
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

TEST_F(Faults, AnExitCodeOfASignalIsThatSignal) {
  const auto made = fault("exit-while-idle", {"1", "139"});
  const auto struck = reach("worker 1", ORDEAL_CALL, "", "device.check");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_KILL));
  EXPECT_EQ(struck[0].error, SIGSEGV);
}

TEST_F(Faults, ASpoiltProgramLandsOnceTheDirectorTriedToStartItAndIsPutBack) {
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

TEST_F(Faults, ABlockedCallLandsWhenSomebodyIsSeenInItAlsoWhoNeverComesBack) {
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

TEST_F(Faults, AKillInARetryIsNoneBeforeTheMemoryRanOut) {
  const auto made = fault("killed-in-its-retry", {"image"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty());
  reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_EQ(reach("worker 1", ORDEAL_ALLOC, "image").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "video").empty());
  EXPECT_EQ(reach("worker 1", ORDEAL_LAUNCH, "image").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "image").empty()) << "once";
}

TEST_F(Faults, AWorkerThatIsStoppedForAWhileIsToldToGoOnAlsoWhenItIsGone) {
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

TEST_F(Faults, ANeighbourLandsOnceItHoldsAllThatItWantsAndIsEndedByTheCure) {
  const auto made = fault("card-neighbour", {"7 MB", "0"});
  neighbour_holds_ = 1'200'000;
  made->advance();
  EXPECT_FALSE(made->landed().landed);
  EXPECT_NE(made->landed().what.find("1200000 of 7000000 bytes"), std::string::npos) << made->landed().what;
  neighbour_holds_ = 7'000'000;
  made->advance();
  EXPECT_TRUE(made->landed().landed);
  neighbour_holds_ = 6'000'000;
  made->advance();
  EXPECT_TRUE(made->landed().landed) << "what has happened has happened";
  made->cure();
  made->cure();
  EXPECT_EQ(neighbour_holds_, 0u);
  EXPECT_TRUE(made->landed().landed);
  EXPECT_EQ(arms_of(kNeighbour), "cpu, sim");
  EXPECT_THROW(fault("card-neighbour", {"7 apples", "0"}), std::invalid_argument);
}

TEST_F(Faults, WhatACardHasByItselfLandsByTheCardsOwnCountAndIsUndoneByTheCure) {
  card_.refused = 3;
  const auto made = fault("card-fragmented-by-caches", {"0", "5 kB"});
  EXPECT_EQ(card_.largest_block, 5000u);
  EXPECT_TRUE(card_.by_caches);
  EXPECT_FALSE(made->landed().landed) << "what was refused before it is none of its doing";
  card_.refused = 4;
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  made->cure();
  EXPECT_EQ(card_.largest_block, 0u);
  EXPECT_TRUE(made->landed().landed) << "evidence outlives the cure";
}

TEST_F(Faults, ALeakASlowCardAndShortPinnedMemoryGoWithTheirOwners) {
  {
    const auto leak = fault("leak", {"video", "10 kB"});
    const auto slow = fault("slow-card", {"0"});
    const auto pinned = fault("pinned-memory-short", {"1 kB"});
    EXPECT_EQ(card_.leak_bytes, 10'000u);
    EXPECT_EQ(card_.stage, slots::Stage::video);
    EXPECT_EQ(card_.factor, 3u);
    EXPECT_EQ(card_.pinned_limit, 1000u);
    for (const Fault* each : {leak.get(), slow.get(), pinned.get()}) EXPECT_FALSE(each->landed().landed);
    card_.leaked = card_.slow = card_.refused = 1;
    for (const Fault* each : {leak.get(), slow.get(), pinned.get()}) EXPECT_TRUE(each->landed().landed);
  }
  EXPECT_EQ(card_.leak_bytes, 0u);
  EXPECT_EQ(card_.factor, 1u);
  EXPECT_EQ(card_.pinned_limit, SimulatedCard::kNoLimit);
}

TEST_F(Faults, OutOfMemoryInItsHandlerLandsOnlyWhenTheHandlerWasStruckToo) {
  const auto made = fault("out-of-memory-in-handler", {"image"});
  ASSERT_EQ(reach("worker 1", ORDEAL_ALLOC, "image").size(), 1u);
  EXPECT_FALSE(made->landed().landed);
  EXPECT_TRUE(reach("worker 1", ORDEAL_SYNCHRONIZE, "image").empty());
  ASSERT_EQ(reach("worker 1", ORDEAL_SYNCHRONIZE, "settle").size(), 1u);
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  made->cure();
  EXPECT_TRUE(reach("worker 1", ORDEAL_ALLOC, "image").empty());
  EXPECT_TRUE(reach("worker 1", ORDEAL_SYNCHRONIZE, "settle").empty());
}

TEST_F(Faults, ACopyFailsOnce) {
  const auto made = fault("failed-copy", {"2nd", "audio"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_COPY, "audio").empty());
  EXPECT_EQ(reach("worker 1", ORDEAL_COPY, "audio").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_COPY, "audio").empty());
  EXPECT_TRUE(made->landed().landed);
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
