// The director's process stands still for a while and goes on: a machine that was suspended, a host that gave
// it no time, an operator's SIGSTOP.
#pragma once

#include "faults/descriptor.hpp"

namespace ordeal {

class PausedDirector final : public Fault {
 public:
  // For so long, nominal. `place` outlives the fault.
  PausedDirector(FaultPlace& place, std::chrono::nanoseconds length);
  ~PausedDirector() override;

  std::string name() const override { return "the director is paused"; }
  void advance() override;
  std::chrono::nanoseconds looks_again_at() const override;
  Evidence landed() const override;
  void cure() override;

 private:
  void go_on();

  FaultPlace& place_;
  Victim director_;
  std::chrono::nanoseconds length_, stopped_since_{0}, stopped_for_{0};
  std::chrono::nanoseconds stopped_at_{0};  // by the world's clock
  bool asked_ = false, was_stopped_ = false, goes_on_ = false;
};

}  // namespace ordeal
