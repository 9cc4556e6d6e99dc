// A card answers nobody for a while: it has fallen off the bus, or its driver has stopped, and comes back by
// a reset. Lands: the card itself was lost. Heals: it answers again.
#pragma once

#include "faults/descriptor.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

class LostCard final : public Fault {
 public:
  // For so long, nominal, from the firing of `when` on, at which whoever comes there is held until the card
  // is lost; null: at once. `place` outlives the fault.
  LostCard(FaultPlace& place, int card, std::chrono::nanoseconds length, std::unique_ptr<GateFault> when);
  ~LostCard() override;
  LostCard(const LostCard&) = delete;
  LostCard& operator=(const LostCard&) = delete;

  std::string name() const override { return name_; }
  void advance() override;
  std::chrono::nanoseconds looks_again_at() const override;
  Evidence landed() const override;
  void cure() override;

 private:
  FaultPlace& place_;
  std::string name_;
  SimulatedCard& card_;
  std::chrono::nanoseconds length_, lost_since_{0}, lost_at_{0};  // lost_at_: by the world's clock
  std::unique_ptr<GateFault> when_;
  bool lost_ = false, was_lost_ = false, back_ = false, cured_ = false;
};

}  // namespace ordeal
