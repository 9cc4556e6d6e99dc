// The director neither answers nor ends at the moment when a process reaches a site: its connections stay
// open, new ones are taken by the kernel, and nothing is ever said (a frozen process, a network that swallows
// everything). Whoever reaches the site is held at a gate until it is so. Lands: the firing, and the world
// saw it silent (the kernel calls it stopped). Heals: it goes on.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

class SilentDirector final : public GateFault {
 public:
  SilentDirector(rule::RuleBlock rules, std::string when, rule::Site site, std::uint64_t nth,
                 Silenceable director);
  ~SilentDirector() override;
  SilentDirector(const SilentDirector&) = delete;
  SilentDirector& operator=(const SilentDirector&) = delete;

  void advance() override;
  Evidence landed() const override;
  void cure() override;

 private:
  Silenceable director_;
  bool asked_ = false, was_silent_ = false, ended_ = false;
  std::optional<std::chrono::nanoseconds> silent_at_;
};

}  // namespace ordeal
