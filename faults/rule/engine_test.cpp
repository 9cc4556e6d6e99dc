// Which hits strike, and what is counted: the matching itself, on blocks in memory.
#include "faults/rule/engine.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/rule/rule_block.hpp"

namespace ordeal::rule {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const Site kLaunch{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"};

RuleBlock in_memory() {
  return RuleBlock::in_memory().value();
}

// Reaches the site `times` times and returns the hits that struck.
std::vector<std::uint64_t> reach(RuleBlock& block, std::uint64_t times, Hit hit) {
  std::vector<std::uint64_t> struck;
  for (std::uint64_t i = 1; i <= times; ++i) {
    Strikes strikes;
    strike(block.block(), hit, strikes);
    if (!strikes.empty()) struck.push_back(i);
  }
  return struck;
}

const Hit kImageLaunch{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"};

TEST(RuleTrigger, NthStrikesOnceAndCountsFromArming) {
  RuleBlock block = in_memory();
  EXPECT_THAT(reach(block, 5, kImageLaunch), ElementsAre());
  const Guard guard = block.add({kLaunch, nth(3), fail(700)}).value();
  EXPECT_THAT(reach(block, 5, kImageLaunch), ElementsAre(3));
  EXPECT_EQ(guard.hits(), 5u);
  EXPECT_EQ(guard.fired(), 1u);
}

TEST(RuleTrigger, EveryAndFromStrikeAgainAndAgain) {
  RuleBlock block = in_memory();
  {
    const Guard guard = block.add({kLaunch, every(2), fail(1)}).value();
    EXPECT_THAT(reach(block, 7, kImageLaunch), ElementsAre(2, 4, 6));
  }
  const Guard guard = block.add({kLaunch, from(3), fail(1)}).value();
  EXPECT_THAT(reach(block, 5, kImageLaunch), ElementsAre(3, 4, 5));
}

TEST(RuleTrigger, FirstStrikesTheFirstOnes) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, first(2), fail(1)}).value();
  EXPECT_THAT(reach(block, 5, kImageLaunch), ElementsAre(1, 2));
}

TEST(RuleTrigger, CountsEachRoleForItself) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({{.operation = ORDEAL_LAUNCH}, nth(2), fail(1)}).value();
  EXPECT_THAT(reach(block, 1, {.role = "worker 1", .operation = ORDEAL_LAUNCH}), ElementsAre());
  EXPECT_THAT(reach(block, 3, {.role = "worker 2", .operation = ORDEAL_LAUNCH}), ElementsAre(2));
  EXPECT_THAT(reach(block, 3, {.role = "worker 1", .operation = ORDEAL_LAUNCH}), ElementsAre(1));
  EXPECT_EQ(guard.hits(), 7u);
}

TEST(RuleTrigger, OnceStrikesWhoeverComesFirstToThatHitAndNobodyElse) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({{.operation = ORDEAL_LAUNCH}, once(2), fail(1)}).value();
  EXPECT_THAT(reach(block, 3, {.role = "worker 2", .operation = ORDEAL_LAUNCH}), ElementsAre(2));
  EXPECT_THAT(reach(block, 3, {.role = "worker 1", .operation = ORDEAL_LAUNCH}), ElementsAre());
}

TEST(RuleTrigger, WaitsForAnotherRuleToBeDoneOrEndsWithIt) {
  RuleBlock block = in_memory();
  const Guard before = block.add({{.operation = ORDEAL_FSYNC}, always(), fail(5)}).value();
  const Guard later = block.add({kLaunch, after(before.id(), always()), fail(1)}).value();
  const Guard earlier = block.add({kLaunch, until(before.id(), always()), fail(2)}).value();
  reach(block, 1, kImageLaunch);
  EXPECT_EQ(later.fired(), 0u);
  EXPECT_EQ(earlier.fired(), 1u);
  reach(block, 1, {.role = "director", .operation = ORDEAL_FSYNC});
  reach(block, 1, kImageLaunch);
  EXPECT_EQ(later.fired(), 0u) << "that it matched is not that it was done";
  done(block.block(), before.id(), 1);
  reach(block, 1, kImageLaunch);
  EXPECT_EQ(later.fired(), 1u);
  EXPECT_EQ(earlier.fired(), 2u);
}

TEST(RuleSite, BytesOfTheOperationLieBetweenItsEnds) {
  RuleBlock block = in_memory();
  const Guard guard =
      block.add({{.operation = ORDEAL_ALLOC, .least = 10, .most = 20}, always(), fail(2)}).value();
  for (const std::uint64_t bytes : {9, 10, 20, 21})
    reach(block, 1, {.role = "worker 1", .operation = ORDEAL_ALLOC, .amount = bytes});
  EXPECT_EQ(guard.hits(), 2u);
}

TEST(RuleSite, IsOnACardAndWithinACall) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({{.call = "journal.*", .device = 1}, always(), gate()}).value();
  reach(block, 1, {.operation = ORDEAL_FSYNC, .call = "journal.append", .device = 1});
  reach(block, 1, {.operation = ORDEAL_FSYNC, .call = "journal.append", .device = 0});
  reach(block, 1, {.operation = ORDEAL_FSYNC, .call = "files.write", .device = 1});
  EXPECT_EQ(guard.hits(), 1u);
}

TEST(RuleSeams, WhatNobodyOfTheBlockCanDoIsRefusedNamingWhoCould) {
  RuleBlock block = RuleBlock::in_memory(kSimulator).value();
  const auto why = [&](const Rule& rule) { return block.add(rule).error().message; };
  EXPECT_TRUE(block.add({kLaunch, always(), hang()}));
  EXPECT_THAT(why({{.operation = ORDEAL_COPY}, always(), corrupt(3)}),
              testing::AllOf(HasSubstr("corrupt at copy is nothing that the simulator (arm sim) can do"),
                             HasSubstr("who can: SimGPU (arm cpu)")));
  EXPECT_THAT(why({{.operation = ORDEAL_FSYNC}, always(), fail(5)}), HasSubstr("nobody can"));
}

TEST(RuleDone, IsWhatTheSeamSaysAndNotThatTheRuleMatched) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, always(), fail(1)}).value();
  reach(block, 2, kImageLaunch);
  EXPECT_EQ(guard.fired(), 2u);
  EXPECT_EQ(guard.done(), 0u);
  EXPECT_FALSE(guard.first_done());
  done(block.block(), guard.id(), 40);
  done(block.block(), guard.id(), 50);
  EXPECT_EQ(guard.done(), 2u);
  EXPECT_EQ(guard.first_done(), 40ns);
}

TEST(RuleCounts, SitesAreCountedWhereNoRuleIs) {
  RuleBlock block = in_memory();
  reach(block, 1, kImageLaunch);
  EXPECT_TRUE(block.sites().empty());
  block.count_sites(true);
  reach(block, 3, kImageLaunch);
  reach(block, 2, {.role = "director", .operation = ORDEAL_CALL, .object = "journal.append"});
  const auto sites = block.sites();
  ASSERT_EQ(sites.size(), 2u);
  EXPECT_EQ(sites[0].role, "director");
  EXPECT_EQ(sites[0].object, "journal.append");
  EXPECT_EQ(sites[0].hits, 2u);
  EXPECT_EQ(sites[1].stage, "image");
  EXPECT_EQ(sites[1].hits, 3u);
  block.count_sites(false);
  reach(block, 1, kImageLaunch);
  EXPECT_EQ(block.sites()[1].hits, 3u);
}

TEST(RuleCounts, AFullTableSaysHowMuchItDoesNotKnow) {
  RuleBlock block = in_memory();
  block.count_sites(true);
  for (int n = 0; n < 6000; ++n) {
    const std::string object = "file " + std::to_string(n);
    reach(block, 1, {.operation = ORDEAL_OPEN, .object = object});
  }
  EXPECT_LE(block.sites().size(), 4096u);
  EXPECT_EQ(block.sites().size() + block.sites_refused(), 6000u);
}

TEST(RuleTrigger, StopsAtItsLimit) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, at_most(2, every(2)), fail(1)}).value();
  EXPECT_THAT(reach(block, 9, kImageLaunch), ElementsAre(2, 4));
  EXPECT_EQ(guard.hits(), 9u);
}

TEST(RuleTrigger, ProbabilityDependsOnSeedSiteAndHitAlone) {
  const auto run = [](std::uint64_t seed, bool noise) {
    RuleBlock block = in_memory();
    const Guard other = block.add({{.operation = ORDEAL_FSYNC}, always(), fail(5)}).value();
    if (noise) reach(block, 17, {.role = "director", .operation = ORDEAL_FSYNC});
    const Guard guard = block.add({kLaunch, with_probability(0.25, seed), fail(1)}).value();
    return reach(block, 4000, kImageLaunch);
  };
  const auto struck = run(7, false);
  EXPECT_EQ(struck, run(7, true));
  EXPECT_NE(struck, run(8, false));
  EXPECT_GT(struck.size(), 850u);  // 1,000 expected; the standard deviation is 27
  EXPECT_LT(struck.size(), 1150u);
}

TEST(RuleSite, MatchesEachPartThatIsNamed) {
  const Site site{.role = "worker *",
                  .operation = ORDEAL_WRITE,
                  .stage = "video",
                  .step = 2,
                  .slot = "s1",
                  .object = "*.db"};
  const Hit hit{.role = "worker 2",
                .operation = ORDEAL_WRITE,
                .stage = "video",
                .slot = "s1",
                .object = "a/journal.db",
                .step = 2};
  RuleBlock block = in_memory();
  const Guard guard = block.add({site, always(), drop()}).value();
  EXPECT_THAT(reach(block, 1, hit), ElementsAre(1));
  Hit other = hit;
  other.role = "director";
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
  (other = hit).operation = ORDEAL_READ;
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
  (other = hit).stage = "audio";
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
  (other = hit).step = 3;
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
  (other = hit).slot = "s2";
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
  (other = hit).object = "a/journal.db-wal";
  EXPECT_THAT(reach(block, 1, other), ElementsAre());
}

}  // namespace
}  // namespace ordeal::rule
