// The program that is started as a worker is missing, may not be executed, or is for another machine. Lands:
// the world says that it is so (the file system; on sim its own word), and the director has since tried to
// start a worker, as its call shows. That the director reports a failed start is what a scenario tests.
#pragma once

#include "faults/rule_fault.hpp"

namespace ordeal {

class SpoiltProgram final : public RuleFault {
 public:
  // Throws std::invalid_argument when there is no such flaw, std::runtime_error when it cannot be so.
  SpoiltProgram(rule::RuleBlock rules, const std::string& flaw, SpoilableProgram program);
  ~SpoiltProgram() override { SpoiltProgram::cure(); }

  void advance() override;
  Evidence landed() const override;
  void cure() override;

 private:
  std::uint64_t tries();

  SpoilableProgram program_;
  std::string how_;          // what shows the flaw
  std::uint64_t tries_ = 0;  // of the director, so far
  std::optional<std::chrono::nanoseconds> tried_at_;
  bool mended_ = false;
};

}  // namespace ordeal
