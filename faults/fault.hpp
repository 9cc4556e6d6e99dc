// A fault: a named thing that goes wrong, with evidence that it did and a cure. One fault a file; each is a
// value that undoes itself when it goes.
//
// Evidence comes from the outside: the rule block's own counters, a signal that the kernel accepted and a
// pidfd that became readable, the file system. What the step meant to do, and what the subject says, is none.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

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
  std::function<bool()> gone;                     // whether the process has ended
  std::function<bool()> stopped;                  // whether it stands still, by SIGSTOP
  std::function<std::chrono::nanoseconds()> now;  // the world's clock, for Evidence::at
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
