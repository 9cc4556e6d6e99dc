// A fault that is a rule: it lands when the seam has carried its action out, which is more than that the rule
// matched: a second strike at the same hit, or a byte beyond the end, does nothing.
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
  bool holds_somebody() { return armed() && guard().held() > 0; }

 private:
  rule::RuleBlock rules_;
  std::string name_, rule_text_;
  std::optional<rule::Guard> guard_;
  struct Counts {
    std::uint64_t id = 0, hits = 0, fired = 0, done = 0;
    std::optional<std::chrono::nanoseconds> first_done;
  };
  Counts counts() const;
  Counts last_;  // at the cure
};

// Whoever reaches the site waits there: for a fault that does something at that moment. Its cure lets them
// go.
class GateFault : public RuleFault {
 public:
  GateFault(rule::RuleBlock rules, std::string name, rule::Site site, const rule::Trigger& when)
      : RuleFault(std::move(rules), std::move(name),
                  {.at = std::move(site), .when = when, .then = rule::gate()}) {}
  using RuleFault::holds_somebody;
  void open() { guard().open(); }
};

}  // namespace ordeal
