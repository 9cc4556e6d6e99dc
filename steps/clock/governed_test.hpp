// For tests of the governor: a clock, the harness's seat, and children that keep the time or fail to.
#pragma once

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "harness/process/forked_test.hpp"
#include "pipeline/real/shared_clock/shared_clock.hpp"
#include "steps/clock/governor.hpp"

namespace ordeal {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

// Short, so that a test does not take long; what a busy machine might overrun is not asserted.
inline constexpr GovernorRules kShortGraces{
    .cpu_grace = 30ms, .sleep_grace = 30ms, .stop_grace = 30ms, .elsewhere_grace = 30ms, .stuck = 60s};

// Nominal instants that a child notes, in memory that it shares with the test.
struct Notes {
  std::atomic<int> count{0};
  std::atomic<std::int64_t> at[1000];
  void add(std::int64_t when) { at[count++] = when; }
  std::vector<nanoseconds> all() const {
    std::vector<nanoseconds> seen;
    for (int i = 0; i < count; ++i) seen.emplace_back(at[i].load());
    return seen;
  }
};

// A child's side: its clock, its seat and its notes.
struct Child {
  slots::SharedClock& clock;
  slots::Seat& seat;
  Notes& notes;

  void sleep_until(nanoseconds when) {
    static const std::atomic<bool> never{false};
    seat.sleep_until(when.count(), never);
  }
  void sleep(nanoseconds time) { sleep_until(nanoseconds(clock.now()) + time); }
  void note() { notes.add(clock.now()); }
};

class Governed : public testing::Test {
 protected:
  explicit Governed(Governor::Options options = {.rules = kShortGraces}) {
    options.page = page_;
    governor_.emplace(std::move(options));
    clock_.emplace(page_);
    seat_ = clock_->take_seat();
    notes_ = new (::mmap(nullptr, kChildren * sizeof(Notes), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Notes[kChildren];
  }
  ~Governed() override {
    for (const auto& [pid, notes] : children_) end(pid);
    seat_.reset();
    ::munmap(notes_, kChildren * sizeof(Notes));
  }

  // Time stands until the harness waits.
  pid_t start(const std::function<void(Child&)>& body) {
    Notes& notes = notes_[children_.size()];
    const pid_t pid = process::fork_body([&] {
      slots::SharedClock clock(page_);
      const auto seat = clock.take_seat();
      Child child{clock, *seat, notes};
      body(child);
      return 0;
    });
    governor_->expect(pid);
    children_[pid] = &notes;
    return pid;
  }
  std::vector<nanoseconds> noted(pid_t pid) const { return children_.at(pid)->all(); }

  void pass(nanoseconds time) {
    static const std::atomic<bool> never{false};
    seat_->sleep_until((governor_->now() + time).count(), never);
  }
  // The harness waits for no timer, and the wall's time goes by.
  void wait_on_the_wall(const std::function<bool()>& happened) {
    seat_->waits();
    while (!happened()) ::usleep(1000);
    seat_->works();
  }
  int end(pid_t pid) {
    int status = 0;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    return status;
  }
  bool told(const std::string& what) const {
    for (const auto& event : governor_->events()) {
      if (event.find(what) != event.npos) return true;
    }
    return false;
  }

  static constexpr int kChildren = 32;
  process::Folder folder_;
  const std::string page_ = folder_ / "clock";
  std::optional<Governor> governor_;
  std::optional<slots::SharedClock> clock_;
  std::unique_ptr<slots::Seat> seat_;
  Notes* notes_ = nullptr;
  std::map<pid_t, Notes*> children_;
};

// A child that notes each nominal second.
inline void beat(Child& child) {
  for (;;) {
    child.note();
    child.sleep(1s);
  }
}

inline std::vector<nanoseconds> seconds_from(int first, int last) {
  std::vector<nanoseconds> all;
  for (int i = first; i <= last; ++i) all.emplace_back(std::chrono::seconds(i));
  return all;
}

}  // namespace ordeal
