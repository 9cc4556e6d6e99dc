// Faults of cards.
#include "faults/arms.hpp"
#include "faults/faults_fixture.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

using CardFaults = FaultsOnABlock;

TEST_F(CardFaults, OutOfMemoryStrikesTheNthAllocationOfItsStageOnly) {
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

TEST_F(CardFaults, AHangIsAHangOfOneLaunch) {
  const auto made = fault("kernel-hang", {"video"});
  reach("worker 1", ORDEAL_LAUNCH, "video");
  reach("worker 1", ORDEAL_LAUNCH, "video");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "video");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].action, static_cast<std::uint32_t>(ORDEAL_HANG));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(reach("standby", ORDEAL_LAUNCH, "video").empty());
}

TEST_F(CardFaults, AnErrorThatStaysIsOneThatIsKnownToStay) {
  const auto made = fault("sticky-error-once", {"image", "an uncorrectable ECC error"});
  for (int n = 0; n < 2; ++n) reach("worker 1", ORDEAL_LAUNCH, "image");
  const auto struck = reach("worker 1", ORDEAL_LAUNCH, "image");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_TRUE(slots::stays(slots::fault_of(struck[0].error)));
  EXPECT_THROW(fault("sticky-error-once", {"image", "a cold"}), std::invalid_argument);
}

TEST_F(CardFaults, AWeightLiesSomewhereInTheWeights) {
  const auto made = fault("flipped-weight", {"37", "video"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_REST, "image").empty());
  const auto struck = reach("worker 1", ORDEAL_REST, "video");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].amount, 370'000u);
  EXPECT_THROW(fault("flipped-weight", {"101", "video"}), std::invalid_argument);
}

TEST_F(CardFaults, ACardIsLostForSoLongAndAnswersAgain) {
  director_.now = [] { return std::chrono::nanoseconds(5); };
  const auto made = fault("lost-card", {"0", "60 s"});
  EXPECT_TRUE(card_.lost()) << "at once: whoever starts next finds it so";
  EXPECT_EQ(made->looks_again_at(), std::chrono::seconds(60));
  EXPECT_TRUE(made->landed().landed) << made->landed().what;
  elapsed_ = std::chrono::seconds(60);
  made->advance();
  EXPECT_FALSE(card_.lost());
  const auto short_one = fault("lost-card", {"0", "60 s"});
  EXPECT_TRUE(card_.lost());
  short_one->cure();
  EXPECT_FALSE(card_.lost()) << "the cure restores it";
  EXPECT_EQ(short_one->looks_again_at(), std::chrono::nanoseconds::max());
}

TEST_F(CardFaults, ANeighbourLandsOnceItHoldsAllThatItWantsAndIsEndedByTheCure) {
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

TEST_F(CardFaults, WhatACardHasByItselfLandsByTheCardsOwnCountAndIsUndoneByTheCure) {
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

TEST_F(CardFaults, ALeakASlowCardAndShortPinnedMemoryGoWithTheirOwners) {
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

TEST_F(CardFaults, OutOfMemoryInItsHandlerLandsOnlyWhenTheHandlerWasStruckToo) {
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

TEST_F(CardFaults, ACopyFailsOnce) {
  const auto made = fault("failed-copy", {"2nd", "audio"});
  EXPECT_TRUE(reach("worker 1", ORDEAL_COPY, "audio").empty());
  EXPECT_EQ(reach("worker 1", ORDEAL_COPY, "audio").size(), 1u);
  EXPECT_TRUE(reach("worker 1", ORDEAL_COPY, "audio").empty());
  EXPECT_TRUE(made->landed().landed);
}

TEST_F(CardFaults, ACardsReportIsMadeWhenItIsArmedAndLandsByTheCardsOwnRecord) {
  const auto xid = fault("card-xid", {"1", "94"});
  EXPECT_EQ(reported_, "XID 94 of 1");
  EXPECT_TRUE(xid->landed().landed);
  EXPECT_EQ(xid->landed().at, std::chrono::nanoseconds(5));
  const auto errors = fault("card-memory-errors", {"0", "3"});
  EXPECT_EQ(reported_, "3 errors of 0");
  carries_out_ = false;
  EXPECT_FALSE(fault("card-xid", {"0", "13"})->landed().landed);
}

TEST_F(CardFaults, ACoRunnersFaultStrikesEachClientOnceAndLandsWhenAllHeardOfIt) {
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
