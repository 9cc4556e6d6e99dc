#include "pipeline/real/shared_clock/shared_clock.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <thread>

#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using namespace shared_clock;

// A page without a keeper: its time stands unless the test moves it.
class SharedClockTest : public ::testing::Test {
 protected:
  SharedClockTest() {
    const Descriptor file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    EXPECT_EQ(::ftruncate(file.get(), sizeof(Page)), 0);
    page_ =
        static_cast<Page*>(::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0));
    page_->header.magic = kMagic;
  }
  ~SharedClockTest() override { ::munmap(page_, sizeof(Page)); }

  State state(int row) const { return state_of(page_->rows[row].word); }

  const testing::Folder folder_;
  const std::string path_ = folder_ / "clock";
  Page* page_;
};

TEST_F(SharedClockTest, WithoutOneInTheEnvironmentThereIsNone) {
  ::unsetenv("SLOTS_CLOCK");
  EXPECT_EQ(SharedClock::of_this_process(), nullptr);
}

TEST_F(SharedClockTest, AFileThatIsNoPageIsRefused) {
  std::ofstream(folder_ / "short") << "short";
  EXPECT_THROW(SharedClock(folder_ / "short"), std::runtime_error);
  EXPECT_THROW(SharedClock(folder_ / "absent"), std::runtime_error);
  page_->header.magic = 1;
  EXPECT_THROW(SharedClock{path_}, std::runtime_error);
}

TEST_F(SharedClockTest, ASeatSaysWhetherItsThreadWorksOrWaits) {
  SharedClock clock(path_);
  auto seat = clock.take_seat();
  EXPECT_EQ(state(0), State::works);
  EXPECT_EQ(page_->rows[0].pid, ::getpid());
  EXPECT_EQ(page_->rows[0].tid, ::gettid());
  seat->waits_until(5);
  EXPECT_EQ(state(0), State::waits);
  EXPECT_EQ(page_->rows[0].next, 5);
  const auto before = page_->rows[0].word.load();
  seat->works();
  EXPECT_EQ(state(0), State::works);
  EXPECT_NE(page_->rows[0].word >> 3, before >> 3)
      << "who looks twice must see that something was done meanwhile";
  seat.reset();
  EXPECT_EQ(state(0), State::free);
}

TEST_F(SharedClockTest, WorkThatIsDoneElsewhereIsCounted) {
  SharedClock clock(path_);
  const auto seat = clock.take_seat();
  seat->ask();
  EXPECT_EQ(page_->rows[0].asked - page_->rows[0].answered, 1u);
  seat->answer();
  EXPECT_EQ(page_->rows[0].asked, page_->rows[0].answered);
}

TEST_F(SharedClockTest, AThreadsSeatIsKeptBeforeTheThreadBegins) {
  SharedClock clock(path_);
  auto seat = clock.seat_for_a_thread();
  EXPECT_EQ(state(0), State::starting);
  std::thread([&] {
    seat->begin();
    EXPECT_EQ(page_->rows[0].tid, ::gettid());
    const Waiting for_somebody;
    EXPECT_EQ(state(0), State::waits);
  }).join();
  EXPECT_EQ(state(0), State::works);
}

TEST_F(SharedClockTest, AChildTakesTheSeatThatWasKeptForIt) {
  SharedClock clock(path_);
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  auto reserved = clock.reserve();
  const pid_t pid = ::fork();
  if (pid == 0) {
    char byte;
    if (::read(ready[0], &byte, 1) != 1) ::_exit(1);
    SharedClock own(path_);
    const auto seat = own.take_seat();
    ::_exit(state(0) == State::works && state(1) == State::free ? 0 : 1);
  }
  reserved->give_to(pid);
  reserved.reset();
  EXPECT_EQ(state(0), State::starting);
  ASSERT_EQ(::write(ready[1], "!", 1), 1);
  int status = -1;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(SharedClockTest, ASeatThatNobodyWasGivenIsFreeAgain) {
  SharedClock clock(path_);
  clock.reserve().reset();
  EXPECT_EQ(state(0), State::free);
}

TEST_F(SharedClockTest, ASleeperWakesAtItsTimeOrWhenItIsStopped) {
  SharedClock clock(path_);
  const auto seat = clock.take_seat();
  page_->header.now = 10;
  const std::atomic<bool> never{false};
  seat->sleep_until(10, never);  // it is that time already
  std::atomic<bool> stop{false};
  std::thread stops([&] {
    stop = true;
    clock.wake_sleepers();
  });
  seat->sleep_until(kNoTimer, stop);
  stops.join();
  EXPECT_EQ(state(0), State::works);
}

TEST_F(SharedClockTest, AFullPageIsSaidSo) {
  SharedClock clock(path_);
  std::vector<std::shared_ptr<Seat>> all;
  for (int i = 0; i < kRows; ++i) all.push_back(clock.seat_for_a_thread());
  EXPECT_THROW(clock.seat_for_a_thread(), std::runtime_error);
}

}  // namespace
}  // namespace slots
