// Keeping the time of a clock that several processes share (page.hpp). Somebody else moves it on, and only
// while each thread that keeps it has said "I wait": so a machine that is busy makes everything later, and
// nothing late. Where the environment names no page (SLOTS_CLOCK), none of this is used and the wall's time
// holds.
//
// A thread that keeps the time has a seat, in which it says "I work" or "I wait until". Waiting ends by its
// timer or by anything that wakes the thread in the kernel: a message, a child's end, another thread. Whoever
// gives work to one that has no seat (a pool's thread, a server) says so before it waits: ask(), answer().
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/env/waiting.hpp"
#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/shared_clock/page.hpp"

namespace slots {

class SharedClock;

class Seat final : public ThreadStatus {
 public:
  Seat(SharedClock& clock, int row);
  ~Seat() override;  // leaves
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  // The calling thread takes it; it works.
  void begin();
  // The one that has the seat, only: by what it does next it goes to sleep.
  void waits_until(shared_clock::Nanoseconds next);
  void waits() override { waits_until(shared_clock::kNoTimer); }
  void works() override;
  // Sleeps until then, or until `stop`, at which SharedClock::wake_sleepers() makes it look again.
  void sleep_until(shared_clock::Nanoseconds when, const std::atomic<bool>& stop);

  void ask();
  void answer();

  // For a thread that sleeps in epoll: readable when its timer is due; whoever reads it empties it.
  Descriptor open_wake_up();

 private:
  SharedClock& clock_;
  const int index_;
  shared_clock::Row& row_;
};

class SharedClock {
 public:
  // Null where the environment names none. Throws std::runtime_error when that page cannot be used.
  static SharedClock* of_this_process();

  // Maps a page that is there. Throws std::runtime_error.
  explicit SharedClock(std::string page);
  ~SharedClock();
  SharedClock(const SharedClock&) = delete;
  SharedClock& operator=(const SharedClock&) = delete;

  shared_clock::Nanoseconds now() const { return page_->header.now.load(std::memory_order_acquire); }

  // The calling thread's; one that was reserved for this process is taken. Throws std::runtime_error when no
  // row is free.
  std::unique_ptr<Seat> take_seat();
  // For a thread that is about to be made, which calls begin().
  std::shared_ptr<Seat> seat_for_a_thread();
  // Keeps a seat for a child until it takes it: from before it is made, so that nobody overlooks it.
  class Reservation {
   public:
    Reservation(SharedClock& clock, int row) : clock_(clock), row_(row) {}
    ~Reservation();
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    void give_to(int pid);  // its seat stays when this is gone

   private:
    SharedClock& clock_;
    const int row_;
    bool given_ = false;
  };
  std::unique_ptr<Reservation> reserve();
  // This process, which has begun a moment ago, is not ready yet: its loop takes the seat.
  void reserve_for_myself() { reserve()->give_to(own_pid_); }

  // Each thread of this process in Seat::sleep_until() looks at its `stop`.
  void wake_sleepers();

 private:
  friend class Seat;
  int claim(int tid);         // a row that is now this process's, writable; throws when none is free
  int find_reserved() const;  // -1: none for this process
  void open_row(int row);     // makes it writable here, and absent from forks
  void close_row(int row);
  void give_back(int row);
  void ring_if_nobody_works() const;

  const std::string path_;
  const int own_pid_;
  shared_clock::Page* page_;
  Descriptor bell_;
  std::mutex lock_;
  std::vector<int> mine_;  // rows of this process's seats
};

}  // namespace slots
