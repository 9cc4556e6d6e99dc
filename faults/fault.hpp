// A fault: a named thing that goes wrong, with evidence that it did and a cure. One fault a file; each is a
// value that undoes itself when it goes.
//
// Evidence comes from the outside: the rule block's own counters, a signal that the kernel accepted and a
// pidfd that became readable, the file system. What the step meant to do, and what the subject says, is none.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "pipeline/protocol/stage.hpp"

namespace ordeal {

struct Evidence {
  bool landed = false;
  std::string what;  // what shows it; or why there is none
  // When it was done, by the world's clock (rule::Firing::time); nothing: nobody knows better than the moment
  // at which the evidence was first seen.
  std::optional<std::chrono::nanoseconds> at;
};

class Fault {
 public:
  virtual ~Fault() = default;

  // "out of memory at the 2nd allocation of the image stage of worker 1"
  virtual std::string name() const = 0;
  // Called again and again while a scenario waits: a fault that acts once its site is reached acts here.
  virtual void advance() {}
  // When it must be called next although nothing happens, by FaultPlace::elapsed(); by default never.
  virtual std::chrono::nanoseconds looks_again_at() const { return std::chrono::nanoseconds::max(); }
  // May be asked at any time, also after cure().
  virtual Evidence landed() const = 0;
  // Takes it away. Calling it twice does nothing more.
  virtual void cure() = 0;
};

// A process as a fault sees it: what the kernel (or the simulated one) knows of it.
struct Victim {
  std::string role;
  std::function<bool(int signal)> signal;         // whether the kernel accepted it
  std::function<bool(int signal)> signal_again;   // to the very process that took the one before
  std::function<bool()> gone;                     // whether the process has ended
  std::function<bool()> stopped;                  // whether it stands still, by SIGSTOP
  std::function<std::chrono::nanoseconds()> now;  // the world's clock, for Evidence::at
};

enum class ProgramFlaw { missing, not_executable, foreign };

// The program that is started as a worker, to be spoilt as its world does it.
struct SpoilableProgram {
  std::function<std::string(ProgramFlaw)> spoil;  // what shows that it is so; throws when it is not
  std::function<void()> mend;
  std::function<std::chrono::nanoseconds()> now;  // as Victim's
};

// A simulated card, as faults change it; what it then did is its own count. Sizes in bytes.
class SimulatedCard {
 public:
  virtual ~SimulatedCard() = default;
  // It answers no process, as one that has fallen off the bus, until it is restored.
  virtual void stop_answering(bool stop) = 0;
  virtual bool lost() const = 0;  // as whoever asks it now sees it
  // No allocation gets more than this in one piece; 0: it is whole again. `by_caches`: it is whole again,
  // too, once a process on it has emptied its cache.
  virtual void fragment(std::uint64_t largest_block, bool by_caches) = 0;
  virtual std::uint64_t blocks_refused() const = 0;  // allocations that failed so
  // Each run of this stage leaves so much behind on the card, for as long as its process lives; 0: no more.
  // (clip comes to the card once for each keyframe, and leaves as much each time.)
  virtual void leak(slots::Stage stage, std::uint64_t bytes) = 0;
  virtual std::uint64_t leaks() const = 0;  // how often it did
  // Everything that a stage launches which begins from now on takes so many times as long; 1: as ever.
  virtual void slow_down(std::uint64_t factor) = 0;
  virtual std::uint64_t slowed() const = 0;  // how often a stage began so
  // So much of the host's memory can be pinned for it, by all; kNoLimit: as much as one likes.
  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  virtual void limit_pinned(std::uint64_t bytes) = 0;
  virtual std::uint64_t pins_refused() const = 0;  // how often there was not enough
};

// A process beside the pipeline's that takes a card's memory, as much as there is and the rest as it becomes
// free, and holds it.
class Neighbour {
 public:
  virtual ~Neighbour() = default;                    // ends it
  virtual void advance() {}                          // called again and again
  virtual std::uint64_t holds() const = 0;           // bytes, by the card's own count
  virtual std::chrono::nanoseconds now() const = 0;  // the world's clock, for Evidence::at
  virtual void end() = 0;  // by SIGKILL; returns when it is gone. Twice does no more
};

// A place in the kernel where a process sleeps out of reach of every signal, as in a driver that waits for
// its card (rule::stuck()).
class KernelSleep {
 public:
  virtual ~KernelSleep() = default;       // wakes whoever sleeps there
  virtual bool anybody_came() const = 0;  // by the kernel's own question
};

// What a card's driver reports, made by its world: whether the card's own record has it.
struct CardDriver {
  std::function<bool(int xid)> report_xid;
  std::function<bool(std::int64_t number)> report_memory_errors;  // that could not be corrected
  std::function<std::chrono::nanoseconds()> now;                  // as Victim's
};

// The director, to be made deaf and dumb without an end of its process or of its connections, as its world
// does it.
struct Silenceable {
  std::function<bool()> silence;  // whether the world accepted it
  std::function<bool()> silent;   // whether it is so now
  std::function<void()> end;
  std::string how;                                // what shows it
  std::function<std::chrono::nanoseconds()> now;  // as Victim's
};

}  // namespace ordeal
