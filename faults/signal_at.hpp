// A process gets a signal at the moment when a process (the same or another) reaches a site: whoever reaches
// it is held at a gate until the kernel has taken the signal. "Kill the worker in the middle of the image
// stage" is exact so. Lands: the firing, the kernel accepted the signal, and the process is gone (its pidfd
// became readable). That the director reports 137 is what a scenario tests, so it is no evidence. Heals: the
// gate opens; nothing else to undo.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

class SignalAt final : public GateFault {
 public:
  SignalAt(rule::RuleBlock rules, std::string name, rule::Site site, rule::Trigger when, int signal,
           Victim victim);

  void advance() override;
  Evidence landed() const override;

 private:
  int signal_;
  Victim victim_;
  bool sent_ = false, accepted_ = false;
  std::optional<std::chrono::nanoseconds> sent_at_;
};

}  // namespace ordeal
