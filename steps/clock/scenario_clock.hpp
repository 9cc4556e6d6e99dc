// The time of a scenario with real programs, as the harness keeps it: nominal. The environment variable
// ORDEAL_CLOCK says how it passes.
//
//   jump    it moves only while every program waits, at once to the next timer (governor.hpp)
//   flow    likewise, but after its share of the wall's time
//   scaled  by the wall, so many times as fast: what a busy machine does late is late
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/real/shared_clock/shared_clock.hpp"
#include "steps/clock/governor.hpp"

namespace ordeal {

enum class ClockMode { scaled, flow, jump };

// By ORDEAL_CLOCK, otherwise jump; throws std::runtime_error when it names no mode.
ClockMode chosen_clock();
const char* name_of(ClockMode);

class ScenarioClock {
 public:
  struct Options {
    ClockMode mode = ClockMode::scaled;
    double scale = 1;                         // wall seconds of a nominal second, where time flows
    std::filesystem::path page;               // is made where time is governed
    std::filesystem::path evidence;           // a folder; what is written into it wakes the harness
    std::function<std::vector<Held>()> held;  // as Governor::Options
    std::function<void(std::chrono::nanoseconds)> moved;
  };
  explicit ScenarioClock(Options);
  ~ScenarioClock();  // leaves excuses and their ends in the evidence, as clock.txt
  ScenarioClock(const ScenarioClock&) = delete;
  ScenarioClock& operator=(const ScenarioClock&) = delete;

  std::chrono::nanoseconds elapsed() const;
  // What it was at that moment of the steady clock.
  std::chrono::nanoseconds elapsed_at(std::chrono::nanoseconds wall) const;
  // The same of an event that a program noted by its own clock and by the wall's.
  std::chrono::nanoseconds elapsed_at(double own_ms, std::chrono::milliseconds unix) const;
  ClockMode mode() const { return options_.mode; }
  Governor* governor() { return governor_ ? &*governor_ : nullptr; }      // null where the wall rules
  slots::SharedClock* shared() { return shared_ ? &*shared_ : nullptr; }  // likewise

  // What a program needs in order to keep this time, and what to call before anything else once it runs.
  std::map<std::string, std::string> environment() const;
  void started(int pid);

  // The harness waits until something is written into the evidence or one of these is readable, at most
  // until `end`.
  void wait(std::chrono::nanoseconds end, const std::vector<int>& descriptors);

  // While it lives, time goes on although the harness waits for nothing nominal: for the end of a program.
  class LetGo {
   public:
    explicit LetGo(ScenarioClock& clock) : seat_(clock.seat_.get()) {
      if (seat_) seat_->waits();
    }
    ~LetGo() {
      if (seat_) seat_->works();
    }
    LetGo(const LetGo&) = delete;
    LetGo& operator=(const LetGo&) = delete;

   private:
    slots::Seat* seat_;
  };

 private:
  void govern();

  Options options_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const std::chrono::system_clock::time_point began_at_ = std::chrono::system_clock::now();
  std::string why_scaled_;  // although something else was asked for
  std::optional<Governor> governor_;
  std::optional<slots::SharedClock> shared_;
  std::unique_ptr<slots::Seat> seat_;  // of the thread that made this object
  slots::Descriptor wake_up_, changes_;
};

}  // namespace ordeal
