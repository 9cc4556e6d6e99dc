// Those who are being started, and have no seat of their own yet.
#include "steps/clock/governed_test.hpp"

namespace ordeal {
namespace {

using testing::ElementsAre;

class Starting : public Governed {};

void compute_for(std::int64_t ns) {
  timespec since{}, cpu{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &since);
  do {
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  } while ((cpu.tv_sec - since.tv_sec) * 1'000'000'000 + cpu.tv_nsec - since.tv_nsec < ns);
}

// Also while it is being made, when its seat is still its parent's, who has one of its own.
TEST_F(Starting, TimeStandsForAChildThatIsBeingStarted) {
  const pid_t parent = start([this](Child& child) {
    auto reserved = child.clock.reserve();
    compute_for(5'000'000);
    const pid_t pid = process::fork_body([&] {
      compute_for(20'000'000);
      slots::SharedClock clock(page_);
      const auto seat = clock.take_seat();
      child.notes.add(clock.now());
      return 0;
    });
    reserved->give_to(pid);
    reserved.reset();
    child.sleep(1h);
  });
  pass(10s);
  EXPECT_THAT(noted(parent), ElementsAre(0s));
}

}  // namespace
}  // namespace ordeal
