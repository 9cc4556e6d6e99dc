// Wakes the harness when something happens in a rule block: a firing, an act, an arrival, a process.
#pragma once

#include <atomic>
#include <thread>

#include "faults/rule/rule_block.hpp"
#include "harness/process/descriptor.hpp"
#include "pipeline/real/shared_clock/shared_clock.hpp"

namespace ordeal {

class RuleWatch {
 public:
  // `clock`: that of the harness, so that its time stands until the harness has been woken; null: the wall's.
  RuleWatch(rule::RuleBlock block, slots::SharedClock* clock);
  ~RuleWatch();
  RuleWatch(const RuleWatch&) = delete;
  RuleWatch& operator=(const RuleWatch&) = delete;

  int descriptor() const { return changed_.get(); }  // readable: something has happened since forget()
  void forget();

 private:
  void run(std::uint32_t seen);

  rule::RuleBlock block_;
  process::Descriptor changed_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace ordeal
