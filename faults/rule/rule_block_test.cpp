#include "faults/rule/rule_block.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/rule/engine.hpp"

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

class RuleBlockFile : public testing::Test {
 protected:
  RuleBlockFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rule-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "block";
  }
  ~RuleBlockFile() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_, path_;
};

TEST(RuleBlock, StrikesInTheOrderOfArmingAndCountsForEveryRule) {
  RuleBlock block = in_memory();
  Guard first = block.add({kLaunch, always(), fail(1)}).value();
  const Guard second = block.add({{.operation = ORDEAL_LAUNCH}, always(), delay(1ms)}).value();
  first = block.add({kLaunch, always(), fail(3)})
              .value();  // armed after `second`, in the entry before it or later
  Strikes strikes;
  strike(block.block(), kImageLaunch, strikes);
  ASSERT_EQ(strikes.count, 2u);
  EXPECT_EQ(strikes.items[0].action, ORDEAL_DELAY);
  EXPECT_EQ(strikes.items[1].error, 3);
}

TEST(RuleBlock, WritesWhatStruckWhomAndWhere) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, nth(1), fail(700)}).value();
  Strikes strikes;
  strike(block.block(),
         {.role = "worker 1",
          .operation = ORDEAL_LAUNCH,
          .stage = "image",
          .slot = "s7",
          .object = "aten::mm",
          .step = 2,
          .amount = 4096,
          .row = 3,
          .pid = 12,
          .tid = 13,
          .time_ns = 1'000'000'042},
         strikes);
  const std::vector<Firing> firings = block.firings();
  ASSERT_EQ(firings.size(), 1u);
  const Firing& firing = firings[0];
  EXPECT_EQ(firing.rule, guard.id());
  EXPECT_EQ(firing.sequence, 1u);
  EXPECT_EQ(firing.hit, 1u);
  EXPECT_EQ(firing.row, 3);
  EXPECT_EQ(firing.pid, 12);
  EXPECT_EQ(firing.tid, 13);
  EXPECT_EQ(firing.time, 1'000'000'042ns);
  EXPECT_EQ(firing.amount, 4096u);
  EXPECT_EQ(firing.to_text(),
            "#1 launch \"aten::mm\" of step 2 of the image stage of slot s7 of worker 1 (pid 12), hit 1: "
            "error 700");
}

TEST(RuleBlock, KeepsTheLast1024FiringsAndSaysHowManyItLost) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, always(), fail(1)}).value();
  reach(block, 1030, kImageLaunch);
  const std::vector<Firing> firings = block.firings();
  ASSERT_EQ(firings.size(), 1024u);
  EXPECT_EQ(firings.front().hit, 7u);
  EXPECT_EQ(firings.back().hit, 1030u);
  EXPECT_EQ(block.firings_lost(), 6u);
  EXPECT_EQ(guard.fired(), 1030u);
}

TEST(RuleBlock, RefusesA65thRuleUntilAnEntryIsFree) {
  RuleBlock block = in_memory();
  std::vector<Guard> guards;
  for (int i = 0; i < 64; ++i) guards.push_back(block.add({kLaunch, always(), fail(1)}).value());
  const auto refused = block.add({kLaunch, nth(3), gate()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().message,
      "cannot arm \"launch 3 of the image stage of worker 1: gate\": 64 rules are armed already; let some of "
      "their guards end first");
  guards.pop_back();
  EXPECT_TRUE(block.add({kLaunch, nth(3), gate()}));
}

TEST(RuleBlock, RefusesRulesThatCannotBe) {
  RuleBlock block = in_memory();
  const auto why = [&](const Rule& rule) { return block.add(rule).error().message; };
  EXPECT_THAT(why({kLaunch, nth(0), gate()}), HasSubstr("hits count from 1"));
  EXPECT_THAT(why({kLaunch, with_probability(1.5, 1), gate()}), HasSubstr("between 0 and 1"));
  EXPECT_THAT(why({kLaunch, always(), fail(0)}), HasSubstr("error 0 means success"));
  EXPECT_THAT(why({kLaunch, always(), kill(65)}), HasSubstr("no signal 65"));
  EXPECT_THAT(why({kLaunch, always(), {}}), HasSubstr("does nothing"));
  EXPECT_THAT(why({{.role = std::string(32, 'r')}, always(), gate()}),
              HasSubstr("a role has at most 31 bytes"));
  EXPECT_THAT(why({{.operation = 77}, always(), gate()}), HasSubstr("no operation 77"));
}

TEST(RuleBlock, AGuardThatEndsTakesItsRuleAway) {
  RuleBlock block = in_memory();
  View view;
  const auto watches = [&] {
    if (view.stale(block.block())) view.look(block.block(), "worker 1");
    return view.watches(ORDEAL_LAUNCH);
  };
  Guard kept;
  {
    Guard guard = block.add({kLaunch, always(), fail(1)}).value();
    EXPECT_TRUE(watches());
    kept = std::move(guard);
  }
  EXPECT_THAT(reach(block, 1, kImageLaunch), ElementsAre(1));
  kept = Guard();
  EXPECT_THAT(reach(block, 1, kImageLaunch), ElementsAre());
  EXPECT_FALSE(watches());
}

TEST(RuleBlock, CountsExactlyWhenManyThreadsHit) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, at_most(100, every(7)), fail(1)}).value();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { reach(block, 1000, kImageLaunch); });
  }
  EXPECT_EQ(guard.hits(), 8000u);
  EXPECT_EQ(guard.fired(), 100u);
  EXPECT_EQ(block.firings().size(), 100u);
}

TEST(RuleBlock, ALateCallerNeverCountsForTheNextRuleInTheSameEntry) {
  RuleBlock block = in_memory();
  std::atomic<bool> stop{false};
  std::jthread caller([&] {
    while (!stop) reach(block, 100, kImageLaunch);
  });
  for (int i = 0; i < 2000; ++i) {
    {
      const Guard launches = block.add({kLaunch, always(), fail(1)}).value();
    }
    const Guard others = block.add({{.role = "director"}, always(), fail(1)}).value();
    ASSERT_EQ(others.hits(), 0u);
  }
  stop = true;
}

TEST(RuleBlock, AnIdThatIsGoneCountsNothingAndItsGateIsOpen) {
  RuleBlock block = in_memory();
  std::uint64_t gone = 0;
  {
    const Guard guard = block.add({kLaunch, always(), gate()}).value();
    EXPECT_FALSE(gate_open(block.block(), gone = guard.id()));
  }
  const Guard next = block.add({kLaunch, always(), gate()}).value();
  ASSERT_EQ(next.id() % kRules, gone % kRules);  // the same entry
  arrive(block.block(), gone);
  EXPECT_EQ(next.held(), 0u);
  EXPECT_TRUE(gate_open(block.block(), gone));
  arrive(block.block(), next.id());
  leave(block.block(), gone);
  EXPECT_EQ(next.held(), 1u);
}

TEST(RuleBlock, WaitsForHitsOfAnotherThread) {
  RuleBlock block = in_memory();
  const Guard guard = block.add({kLaunch, nth(3), fail(1)}).value();
  EXPECT_FALSE(guard.wait_hits(1, 1ms));
  std::jthread caller([&] { reach(block, 3, kImageLaunch); });
  EXPECT_TRUE(guard.wait_fired(1, 30s));
  EXPECT_EQ(block.firings().size(), 1u);
  EXPECT_TRUE(guard.wait_hits(3, 30s));
  EXPECT_FALSE(guard.wait_hits(4, 1ms));
}

TEST_F(RuleBlockFile, IsOpenedByAnotherHarnessProcess) {
  RuleBlock made = RuleBlock::create(path_).value();
  const Guard guard = made.add({kLaunch, always(), fail(1)}).value();
  RuleBlock opened = RuleBlock::open(path_).value();
  reach(opened, 2, kImageLaunch);
  EXPECT_EQ(guard.hits(), 2u);
}

TEST_F(RuleBlockFile, IsNotMadeOverAnExistingFile) {
  std::ofstream(path_) << "precious";
  EXPECT_THAT(RuleBlock::create(path_).error().message, HasSubstr("File exists"));
}

TEST_F(RuleBlockFile, SaysWhatIsWrongWithAMalformedFile) {
  EXPECT_THAT(RuleBlock::open(path_).error().message, HasSubstr("No such file"));
  std::ofstream(path_) << "short";
  EXPECT_THAT(RuleBlock::open(path_).error().message, HasSubstr("it has 5 bytes, not "));
  std::filesystem::remove(path_);
  {
    RuleBlock::create(path_).value();
  }
  std::fstream(path_).seekp(0).write("X", 1);
  EXPECT_THAT(RuleBlock::open(path_).error().message, HasSubstr("is no rule block: it begins with"));
  std::filesystem::remove(path_);
  {
    RuleBlock::create(path_).value();
  }
  std::fstream(path_).seekp(8).write("\x63", 1);
  EXPECT_THAT(RuleBlock::open(path_).error().message, HasSubstr("has version 99, this build needs 4"));
}

TEST(RuleText, OfARuleReadsAsASentence) {
  EXPECT_EQ(to_text(Rule{kLaunch, nth(3), gate()}), "launch 3 of the image stage of worker 1: gate");
  EXPECT_EQ(to_text(Rule{{.role = "worker 1", .operation = ORDEAL_ALLOC}, always(), fail(2)}),
            "every alloc of worker 1: error 2");
  EXPECT_EQ(to_text(Rule{{.operation = ORDEAL_FSYNC, .object = "journal.db"}, every(3), delay(100ms)}),
            "every 3rd fsync \"journal.db\" of any process: delay 100 ms");
  EXPECT_EQ(to_text(Rule{{.role = "worker *", .operation = ORDEAL_COPY, .stage = "video", .step = 2},
                         at_most(2, from(12)),
                         hang()}),
            "copy 12 and later of step 2 of the video stage of worker *, at most 2 times: hang");
  EXPECT_EQ(to_text(Rule{{.operation = ORDEAL_SEND}, with_probability(0.1, 7), drop()}),
            "each send of any process with probability 0.1 (seed 7): drop");
  EXPECT_EQ(to_text(Rule{{.operation = ORDEAL_WRITE}, every(11), kill(9)}),
            "every 11th write of any process: kill with signal 9");
}

TEST(RuleText, NamesOfOperationsAreReadBack) {
  for (std::uint32_t operation = 0; operation < ORDEAL_OPERATIONS; ++operation)
    EXPECT_EQ(operation_named(operation_name(operation)), operation);
  EXPECT_EQ(operation_named("teleport"), ORDEAL_OPERATIONS);
}

}  // namespace
}  // namespace ordeal::rule
