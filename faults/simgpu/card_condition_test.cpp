// What a card does by itself when a fault has changed it, and what it counts of that.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "faults/simgpu/card.hpp"

namespace ordeal::simgpu {
namespace {

class ConditionedCard : public testing::Test {
 protected:
  ConditionedCard() {
    std::string pattern = (std::filesystem::temp_directory_path() / "card-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    card = Card::open(path(), 1000).value();
  }
  ~ConditionedCard() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "card").string(); }

  // Runs in a child that stays until the test ends it; returns once `act` is over.
  template <class Act>
  pid_t child(Act act) {
    int ready[2];
    if (pipe(ready) != 0) throw std::runtime_error("no pipe");
    const pid_t pid = fork();
    if (pid == 0) {
      act(*Card::open(path()).value());
      if (write(ready[1], "x", 1) != 1) _exit(1);
      for (;;) pause();
    }
    char told = 0;
    EXPECT_EQ(read(ready[0], &told, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
  }
  static void end(pid_t pid) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }

  std::filesystem::path folder_;
  std::shared_ptr<Card> card;
};

TEST_F(ConditionedCard, KnowsTheMostThatAllTogetherHeld) {
  const auto grant = card->take(300);
  const pid_t other = child([](Card& on) { on.take(500); });
  EXPECT_EQ(card->reading().peak, 800u);
  end(other);
  card->release(300, grant.holder);
  card->take(700);
  EXPECT_EQ(card->reading().peak, 800u) << "what a dead process held is no use";
  card->take(200);
  EXPECT_EQ(card->reading().peak, 900u);
}

TEST_F(ConditionedCard, GivesNoMoreInOnePieceThanItsLargestBlockAndSaysSo) {
  card->fragment(100, false);
  const auto refused = card->take(101);
  EXPECT_FALSE(refused.granted);
  EXPECT_EQ(refused.available, 1000u);
  EXPECT_EQ(refused.largest_block, 100u);
  EXPECT_TRUE(card->take(100).granted);
  EXPECT_EQ(card->take(901).largest_block, 0u) << "that much is not free at all";
  EXPECT_EQ(card->blocks_refused(), 1u);
  card->cache_emptied();
  EXPECT_FALSE(card->take(101).granted) << "no cache is the reason";
  card->fragment(100, true);
  card->cache_emptied();
  EXPECT_TRUE(card->take(101).granted);
}

TEST_F(ConditionedCard, KeepsWhatAStageLeaksUntilItsProcessEnds) {
  card->leak(slots::Stage::video, 10);
  const pid_t other = child([](Card& on) {
    on.end("image");
    on.end("warm-up");
    on.end("video");
    on.end("video");
  });
  EXPECT_EQ(card->reading().used_by(other), 20u);
  EXPECT_EQ(card->leaks(), 2u);
  end(other);
  EXPECT_EQ(card->reading().used, 0u);
}

TEST_F(ConditionedCard, IsSlowForStagesAndCountsThem) {
  EXPECT_EQ(card->begin("video"), 1u);
  card->slow_down(3);
  EXPECT_EQ(card->begin("video"), 3u);
  EXPECT_EQ(card->begin("warm-up"), 3u);
  EXPECT_EQ(card->slowed(), 1u);
  card->slow_down(1);
  EXPECT_EQ(card->begin("video"), 1u);
}

TEST_F(ConditionedCard, PinsNoMoreThanItMayForAllAndFreesWhatTheDeadHadPinned) {
  EXPECT_TRUE(card->pin(1'000'000'000)) << "by default as much as one likes";
  card->unpin(1'000'000'000);
  card->limit_pinned(100);
  const pid_t other = child([](Card& on) { on.pin(80); });
  EXPECT_EQ(card->pinned(), 80u);
  EXPECT_FALSE(card->pin(21));
  EXPECT_TRUE(card->pin(20));
  EXPECT_EQ(card->pins_refused(), 1u);
  end(other);
  EXPECT_EQ(card->pinned(), 20u);
  EXPECT_TRUE(card->pin(80));
  card->limit_pinned(Card::kNoLimit);
  EXPECT_TRUE(card->pin(1'000'000));
}

TEST_F(ConditionedCard, WaitsForMemoryAndTakesWhatThereIs) {
  const auto grant = card->take(1000);
  std::uint64_t taken = 0;
  std::thread waiting([&] { taken = card->take_what_is_there(700); });
  card->release(400, grant.holder);
  waiting.join();
  EXPECT_EQ(taken, 400u);
  EXPECT_EQ(card->take_what_is_there(0), 0u);
}

}  // namespace
}  // namespace ordeal::simgpu
