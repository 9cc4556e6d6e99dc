// The scenario's own clock, whatever the pipeline says of its times. Durations are nominal.
#pragma once

#include <chrono>

#include "pipeline/task/time.hpp"
#include "steps/capabilities/events.hpp"

namespace ordeal {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual slots::Duration elapsed() const = 0;  // since the scenario's world began
  // The same of a moment that a seam has noted (rule::Firing::time), and of an event of a program's log.
  virtual slots::Duration elapsed_at(std::chrono::nanoseconds stamp) const = 0;
  virtual slots::Duration elapsed_at(const ProgramEvent& event) const = 0;
  // How far from its nominal instant an event may be seen on this arm, whatever the machine does.
  virtual slots::Duration tolerance() const = 0;
  // Whether what is due happens at its very instant; otherwise later by as much as the machine is busy.
  virtual bool time_is_exact() const { return true; }
};

}  // namespace ordeal
