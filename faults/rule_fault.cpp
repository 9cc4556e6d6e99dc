#include "faults/rule_fault.hpp"

#include <algorithm>
#include <stdexcept>

namespace ordeal {

RuleFault::RuleFault(rule::RuleBlock rules, std::string name, const rule::Rule& rule)
    : rules_(std::move(rules)), name_(std::move(name)), rule_text_(to_text(rule)) {
  auto armed = rules_.add(rule);
  if (!armed) throw std::runtime_error("\"" + name_ + "\" cannot be armed: " + armed.error().message);
  guard_.emplace(std::move(*armed));
  id_ = guard_->id();
}

std::optional<rule::Firing> RuleFault::first_firing() const {
  for (const rule::Firing& firing : rules_.firings()) {
    if (firing.rule == id_) return firing;
  }
  return std::nullopt;
}

Evidence RuleFault::landed() const {
  const std::uint64_t fired = guard_ ? guard_->fired() : fired_;
  if (fired == 0) {
    const std::uint64_t hits = guard_ ? guard_->hits() : hits_;
    return {.landed = false,
            .what = "the rule \"" + rule_text_ + "\" fired 0 times, its site was reached " +
                    std::to_string(hits) + " times"};
  }
  const auto firing = first_firing();
  return {.landed = true,
          .what = "fired " + std::to_string(fired) +
                  " times, first: " + (firing ? firing->to_text() : "overwritten")};
}

void RuleFault::cure() {
  if (!guard_) return;
  fired_ = guard_->fired();
  hits_ = guard_->hits();
  guard_.reset();
}

}  // namespace ordeal
