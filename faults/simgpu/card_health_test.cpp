// What a card's driver tells, and who has heard.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "faults/simgpu/card.hpp"

namespace ordeal::simgpu {
namespace {

class SimGpuCardHealth : public testing::Test {
 protected:
  SimGpuCardHealth() {
    std::string pattern = (std::filesystem::temp_directory_path() / "card-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    card_ = Card::open((folder_ / "card").string(), 1000).value();
  }
  ~SimGpuCardHealth() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
  std::shared_ptr<Card> card_;
};

std::vector<std::uint64_t> data_of(const std::vector<CardEvent>& events) {
  std::vector<std::uint64_t> data;
  for (const CardEvent& event : events) data.push_back(event.data);
  return data;
}

TEST_F(SimGpuCardHealth, KeepsTheLastEventsInTheirOrder) {
  for (std::size_t n = 0; n < Card::kEvents + 3; ++n) card_->report_xid(13);
  const auto events = card_->events_after(0);
  ASSERT_EQ(events.size(), Card::kEvents);
  EXPECT_EQ(events.front().number, 4u);
  EXPECT_EQ(events.back().number, card_->events_told());
  EXPECT_TRUE(card_->events_after(card_->events_told()).empty());
}

TEST_F(SimGpuCardHealth, SaysWhatItNeedsAfterAnXid) {
  card_->report_xid(94);
  EXPECT_EQ(card_->health().recovery, kNone);
  card_->report_xid(48);
  EXPECT_EQ(card_->health().recovery, kReset);
  EXPECT_FALSE(card_->lost());
  card_->report_xid(79);
  EXPECT_TRUE(card_->lost());
  card_->report_xid(48);
  EXPECT_EQ(card_->health().recovery, kReboot) << "the stronger one stays";
  EXPECT_EQ(data_of(card_->events_after(0)), (std::vector<std::uint64_t>{94, 48, kReset, 79, kReboot, 48}));
}

TEST_F(SimGpuCardHealth, AResetForgetsAllButWhatIsCountedForEver) {
  card_->count_memory_errors(CardEvent::uncorrected, 2);
  card_->count_memory_errors(CardEvent::corrected, 5);
  card_->lose(48);
  ASSERT_TRUE(card_->reset());
  const CardHealth now = card_->health();
  EXPECT_EQ(now.since_reset.uncorrected, 0u);
  EXPECT_EQ(now.since_reset.corrected, 0u);
  EXPECT_EQ(now.ever.uncorrected, 2u);
  EXPECT_EQ(now.ever.corrected, 5u);
  EXPECT_EQ(now.resets, 1u);
  EXPECT_EQ(now.recovery, kNone);
  EXPECT_FALSE(card_->lost());
}

TEST_F(SimGpuCardHealth, IsNotResetWhileSomebodyHoldsMemoryOfIt) {
  const Card::Grant grant = card_->take(7);
  card_->report_xid(119);
  EXPECT_EQ(card_->reset().error().message, "the card is in use: 7 bytes are taken; a reset needs 0");
  EXPECT_EQ(card_->health().recovery, kReset);
  card_->release(7, grant.holder);
  EXPECT_TRUE(card_->reset());
}

TEST_F(SimGpuCardHealth, TellsOfALossOnce) {
  card_->set_lost(true);
  card_->set_lost(true);
  card_->lose(48);
  EXPECT_EQ(data_of(card_->events_after(0)), (std::vector<std::uint64_t>{79, kReboot}));
  card_->set_lost(false);
  EXPECT_EQ(data_of(card_->events_after(2)), (std::vector<std::uint64_t>{kNone}));
}

TEST_F(SimGpuCardHealth, IsBusyWhileALivingProcessComputes) {
  EXPECT_FALSE(card_->health().busy);
  card_->compute(+1);
  EXPECT_TRUE(card_->health().busy);
  card_->compute(-1);
  EXPECT_FALSE(card_->health().busy);
  const pid_t child = fork();
  if (child == 0) {
    card_->compute(+1);
    _exit(0);
  }
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_FALSE(card_->health().busy) << "the process is dead";
  waitpid(child, nullptr, 0);
}

TEST_F(SimGpuCardHealth, WhoListensAndDiesIsNotWaitedFor) {
  const pid_t child = fork();
  if (child == 0) _exit(card_->listen() == 0 ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(card_->all_heard(card_->report_xid(13)));
}

TEST_F(SimGpuCardHealth, SixteenMayListen) {
  for (int n = 0; n < 16; ++n) EXPECT_EQ(card_->listen(), n);
  EXPECT_EQ(card_->listen(), -1);
  card_->stop_listening(5);
  EXPECT_EQ(card_->listen(), 5);
}

}  // namespace
}  // namespace ordeal::simgpu
