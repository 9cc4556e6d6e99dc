// Moves the time of a scenario on: the keeper of a shared clock (pipeline/real/shared_clock). Time moves only
// while everybody who keeps it has done what was due, to exactly the earliest timer: at once (jump), or after
// its share of the wall's time (flow). A busy machine makes a scenario slower, never wrong.
//
// "I wait" is believed when the kernel agrees: all claims are read, then what /proc says of each thread, then
// all claims again. Whatever wakes a thread makes it runnable before the waker goes on, so messages under way
// need not be counted. Who does not answer is excused by such evidence, and each excuse is an event:
//
//   evidence                                  grace            then time
//   its process has ended (pidfd)             none             goes on without it
//   left its last seat, and has not ended     2 s              jumps on without it
//   stopped, declared by the harness          none             jumps on without it
//   stopped by anybody else                   400 ms           jumps on without it
//   hangs where a rule told it to             none             jumps on without it
//   sleeps as long as a rule told it to       none             goes on, at most to the end of that sleep
//   held at a gate                            none             stands, or goes on without it (let_flow)
//   works, and uses CPU                       2 s of CPU       flows, no faster than its CPU time / scale
//   says that it works, and sleeps; or deaf   200 ms, no CPU   flows with the wall
//   waits for somebody who keeps no time      2 s              flows with the wall
//   runnable, but starved                     –                stands
//   says what cannot be                       2 s              goes on without it
//   anything else                             10 s             flows, until all wait again
//
// A grace is time in which somebody could have gone on: CPU time, or time asleep. That a busy machine gives
// no processor to who is runnable, or a disk no answer, uses up none.
//
// The harness keeps the time, too: while it works time stands, while it waits time goes to its timer at most.
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/real/shared_clock/page.hpp"
#include "steps/clock/thread_evidence.hpp"

namespace ordeal {

struct GovernorRules {
  std::chrono::nanoseconds lost_wake = std::chrono::milliseconds(20);  // due and not heard of: wake it again
  std::chrono::nanoseconds cpu_grace = std::chrono::seconds(2);        // of CPU
  std::chrono::nanoseconds sleep_grace = std::chrono::milliseconds(200);
  std::chrono::nanoseconds stop_grace = std::chrono::milliseconds(400);
  std::chrono::nanoseconds elsewhere_grace = std::chrono::seconds(2);
  std::chrono::nanoseconds stuck = std::chrono::seconds(10);
};

enum class Pace { jump, flow };

// A thread that a rule makes wait, as the harness knows it.
enum class HeldBy { gate, hang, delay };
struct Held {
  int pid = 0, tid = 0;
  HeldBy by = HeldBy::gate;
  std::chrono::nanoseconds until{0};  // nominal; of a delay
};

class Governor {
 public:
  using Time = std::chrono::nanoseconds;  // nominal

  struct Options {
    std::filesystem::path page;  // is made, with its FIFOs beside it
    Pace pace = Pace::jump;
    double scale = 0.05;  // wall seconds of a nominal second, where time flows
    GovernorRules rules = {};
    // Both are called on the governor's thread.
    std::function<std::vector<Held>()> held = {};
    std::function<void(Time)> moved = {};  // before anybody is woken
  };

  // Throws std::runtime_error when the page cannot be made.
  explicit Governor(Options);
  ~Governor();
  Governor(const Governor&) = delete;
  Governor& operator=(const Governor&) = delete;

  Time now() const { return Time(page_->header.now.load()); }
  // What time it was at that moment of the steady clock.
  Time at(std::chrono::nanoseconds wall) const;

  // A child of the harness that will keep the time once it runs: call it before the harness waits.
  void expect(int pid);
  // Stopped on purpose: excused at once, until it runs again.
  void declare_stopped(int pid);
  // Whoever is held at a gate holds up time (the default), or does not.
  void let_flow(bool flows);

  // Excuses and their ends: "12.5 worker 1 (pid 12) is stopped".
  std::vector<std::string> events() const;
  struct Cost {
    std::uint64_t looks = 0, advances = 0;  // at all claims; steps of time
    std::chrono::nanoseconds cpu{0};        // of the governor's thread
  };
  Cost cost() const;

 private:
  using Wall = std::chrono::nanoseconds;  // of the steady clock, or of CPU time
  enum Is { idle, due, held, busy, asks, by_cpu, by_wall, exempt, kinds };
  // What a row said when it was read: nothing in it can be trusted, and it may change at any time.
  struct Claim {
    std::uint64_t word = 0, asked = 0, answered = 0;
    Time next{0};
    int pid = 0, tid = 0;
    bool operator==(const Claim&) const = default;
    slots::shared_clock::State state() const { return slots::shared_clock::state_of(word); }
  };
  struct Watch {
    bool live = false, stop_declared = false;
    bool fresh = false;  // it said something new, or was busy at the last look
    Claim claim;
    int pid = 0;
    process::Descriptor pidfd, fifo;
    int evidence_of = -1;
    ThreadEvidence evidence;
    const char* excuse = nullptr;
    std::uint64_t woken = 0;  // the row's word at which it was woken
    Wall woken_at{0}, busy_since{0}, stopped_since{0}, asleep_since{0}, elsewhere_since{0};
    bool elsewhere_told = false;
    Wall cpu_at_first{0}, cpu_seen{0}, cpu_paid{0}, process_cpu_seen{0};
    bool measured = false;
  };

  void run();
  int count_leaving();
  bool wait_for_bell(Wall pause, std::unique_lock<std::mutex>& lock);
  Wall look(Wall wall);
  void read_claims();
  void drop_if_doubled(int row);
  bool same_claims() const;
  Claim claim_of(int row) const;
  void take_claim(int row, const Claim& claim);
  Is judge(int row, Wall wall);
  bool any_fresh_one_works(Wall wall);
  Is judge_waiting(int row, Wall wall);
  Is judge_working(int row, char state, Wall wall, const char* why_asleep);
  Is judge_stopped(int row, Wall wall);
  Is judge_asleep(int row, Wall wall, const char* why_asleep);
  const Held* held_at(const Watch& watch) const;
  Is judge_held(int row, HeldBy by);
  char state_of(int row);
  Wall advance(Time to, Wall wall);
  void set_time(Time to);
  Wall flow(Time next, bool all_wait, Wall since, Wall wall);
  bool somebody_works(const std::array<int, kinds>& any);
  void note_standing();
  bool stands_too_long();
  Time end_of_delays() const;
  Wall wake_due(Wall wall);
  void wake(int row, Wall wall);
  void gone(int row);
  void forget(int row);
  bool watch_end_of(int row);
  void excuse(int row, const char* why);
  void pardon(int row);
  void event(int row, const std::string& what);

  const Options options_;
  const int own_pid_;  // asked once: it is compared at every look
  slots::shared_clock::Page* const page_;
  const process::Descriptor bell_;
  mutable std::mutex lock_;
  std::array<Watch, slots::shared_clock::kRows> watched_;
  std::vector<Held> held_;  // at this look
  Wall flowing_since_{0}, credit_{0}, cpu_left_{0}, pause_{0};
  struct Leaving {  // a process without a seat, which has not ended yet
    process::Descriptor pidfd;
    Wall waited;
  };
  std::vector<Leaving> leaving_;
  // How long time has stood although somebody could have gone on; of this look: the wall's time since the one
  // before, the CPU time of those who work, and whether one of them is runnable.
  Wall stood_{0}, looked_at_{0}, passed_{0}, used_{0};
  bool runnable_ = false;
  bool stuck_ = false, let_flow_ = false;
  std::vector<std::string> events_;
  std::vector<std::pair<Wall, Time>> moves_;  // of time, as they were
  Cost cost_;
  int rows_ = 0;  // those from here on are free
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace ordeal
