#include "faults/simgpu/card.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace ordeal::simgpu {
namespace {

using testing::HasSubstr;

// A child that took `bytes` of the card and waits to be ended; its zombie stays until the test reaps it.
class Holder {
 public:
  Holder(const std::string& path, std::uint64_t bytes) {
    int ready[2];
    if (pipe(ready) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      const auto card = Card::open(path).value();
      const char granted = card->take(bytes).granted ? 1 : 0;
      if (write(ready[1], &granted, 1) != 1) _exit(1);
      for (;;) pause();
    }
    char granted = 0;
    granted_ = read(ready[0], &granted, 1) == 1 && granted == 1;
    close(ready[0]);
    close(ready[1]);
  }
  ~Holder() {
    kill();
    waitpid(pid_, nullptr, 0);
  }
  // Dead, but not reaped, when it returns.
  void kill() {
    ::kill(pid_, SIGKILL);
    siginfo_t ended;
    waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT);
  }
  bool granted() const { return granted_; }
  int pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  bool granted_ = false;
};

class SimGpuCard : public testing::Test {
 protected:
  SimGpuCard() {
    std::string pattern = (std::filesystem::temp_directory_path() / "card-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = (folder_ / "card").string();
  }
  ~SimGpuCard() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(SimGpuCard, GrantsUpToItsCapacityAndNotAByteMore) {
  const auto card = Card::open(path_, 1000).value();
  const Card::Grant first = card->take(600);
  EXPECT_TRUE(first.granted);
  const Card::Grant refused = card->take(401);
  EXPECT_FALSE(refused.granted);
  EXPECT_EQ(refused.available, 400u);
  EXPECT_TRUE(card->take(400).granted);
  EXPECT_EQ(card->used_here(), 1000u);
  card->release(600, first.holder);
  EXPECT_EQ(card->used_here(), 400u);
  EXPECT_EQ(card->peak_here(), 1000u);
  card->reset_peak();
  EXPECT_EQ(card->peak_here(), 400u);
}

TEST_F(SimGpuCard, HasTwelveMillionBytesUnlessToldOtherwise) {
  EXPECT_EQ(Card::open(path_).value()->capacity(), 12'000'000u);
}

TEST_F(SimGpuCard, IsSharedBetweenProcesses) {
  const auto card = Card::open(path_, 1000).value();
  ASSERT_TRUE(card->take(300).granted);
  const Holder other(path_, 500);
  ASSERT_TRUE(other.granted());
  const CardReading now = read_card(path_).value();
  EXPECT_EQ(now.used, 800u);
  EXPECT_EQ(now.used_by(other.pid()), 500u);
  EXPECT_EQ(now.used_by(getpid()), 300u);
  EXPECT_EQ(now.free(), 200u);
  EXPECT_EQ(card->take(201).available, 200u);
}

TEST_F(SimGpuCard, DoesNotCountWhatAKilledProcessHeld) {
  const auto card = Card::open(path_, 1000).value();
  Holder other(path_, 900);
  ASSERT_TRUE(other.granted());
  EXPECT_FALSE(card->take(101).granted);
  other.kill();  // still a zombie
  EXPECT_EQ(read_card(path_).value().used, 0u);
  EXPECT_EQ(read_card(path_).value().used_by(other.pid()), 0u);
  EXPECT_TRUE(card->take(1000).granted);
}

TEST_F(SimGpuCard, AForkedChildHoldsNothingOfItsParents) {
  const auto card = Card::open(path_, 1000).value();
  const Card::Grant parents = card->take(700);
  const pid_t child = fork();
  if (child == 0) {
    card->release(700, parents.holder);  // the parent's, not ours
    const bool fresh = card->used_here() == 0 && card->take(300).granted && !card->take(1).granted;
    card->release(700, parents.holder);
    _exit(fresh && card->used_here() == 300 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(card->used_here(), 700u);
  EXPECT_EQ(read_card(path_).value().used, 700u);
}

TEST_F(SimGpuCard, CountsExactlyWhenThreadsTakeAndReleaseAtOnce) {
  const auto card = Card::open(path_, 4000).value();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 2000; ++n) {
          const Card::Grant grant = card->take(1000);
          EXPECT_TRUE(grant.granted);
          card->release(1000, grant.holder);
        }
      });
  }
  EXPECT_EQ(card->used_here(), 0u);
  EXPECT_LE(card->peak_here(), 4000u);
}

// The lock is held for most of such a child's time, so that some of the kills strike while it is.
TEST_F(SimGpuCard, SurvivesAHolderKilledInTheMiddleOfTaking) {
  const auto card = Card::open(path_, 1'000'000).value();
  for (std::uint64_t i = 1; i <= 50; ++i) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      card->take(1);
      if (write(ready[1], "x", 1) != 1) _exit(1);
      for (;;) card->take(2'000'000);  // refused, and looks for the dead first
    }
    char byte;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    ASSERT_TRUE(card->take(1000).granted);
    ASSERT_EQ(read_card(path_).value().used, i * 1000);
  }
}

TEST_F(SimGpuCard, HasRoomForSixtyFourProcesses) {
  const auto card = Card::open(path_, 1000).value();
  ASSERT_TRUE(card->take(1).granted);
  std::vector<std::unique_ptr<Holder>> others;
  for (int i = 0; i < 63; ++i) others.push_back(std::make_unique<Holder>(path_, 1));
  EXPECT_TRUE(others.back()->granted());
  EXPECT_FALSE(Holder(path_, 1).granted());
  others.pop_back();
  EXPECT_TRUE(Holder(path_, 1).granted());
}

TEST_F(SimGpuCard, IsLostForAllUntilSomeoneRestoresIt) {
  const auto card = Card::open(path_, 1000).value(), same = Card::open(path_).value();
  card->set_lost(true);
  EXPECT_TRUE(same->lost());
  EXPECT_TRUE(read_card(path_).value().lost);
  same->set_lost(false);
  EXPECT_FALSE(card->lost());
}

TEST_F(SimGpuCard, SaysWhatIsWrongWithItsFile) {
  EXPECT_THAT(read_card(path_).error().message, HasSubstr("No such file"));
  std::ofstream(path_) << "no card";
  EXPECT_THAT(Card::open(path_).error().message, HasSubstr("is no simulated card: it has 7 bytes, not "));
  std::filesystem::remove(path_);
  {
    Card::open(path_, 1000).value();
  }
  EXPECT_THAT(Card::open(path_, 2000).error().message, HasSubstr("has 1000 bytes, not the 2000 asked for"));
  std::fstream(path_).seekp(0).write("X", 1);
  EXPECT_THAT(Card::open(path_).error().message, HasSubstr("its first bytes differ"));
}

}  // namespace
}  // namespace ordeal::simgpu
