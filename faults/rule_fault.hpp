// A fault that is a rule: it lands when the rule fires.
#pragma once

#include "faults/fault.hpp"
#include "faults/rule/rule_block.hpp"

namespace ordeal {

class RuleFault : public Fault {
 public:
  // Arms `rule`. Throws std::runtime_error with the block's reason when it cannot.
  RuleFault(rule::RuleBlock rules, std::string name, const rule::Rule& rule);

  std::string name() const override { return name_; }
  Evidence landed() const override;
  void cure() override;

 protected:
  rule::Guard& guard() { return *guard_; }
  bool armed() const { return guard_.has_value(); }
  // The rule's first firing, if it is still in the ring.
  std::optional<rule::Firing> first_firing() const;

 private:
  rule::RuleBlock rules_;
  std::string name_, rule_text_;
  std::optional<rule::Guard> guard_;
  std::uint64_t id_ = 0, fired_ = 0, hits_ = 0;  // counts at the cure
};

}  // namespace ordeal
