#include "faults/rule_fault.hpp"

#include <algorithm>
#include <stdexcept>

namespace ordeal {

RuleFault::RuleFault(rule::RuleBlock rules, std::string name, const rule::Rule& rule)
    : rules_(std::move(rules)), name_(std::move(name)), rule_text_(to_text(rule)) {
  auto armed = rules_.add(rule);
  if (!armed) throw std::runtime_error("\"" + name_ + "\" cannot be armed: " + armed.error().message);
  guard_.emplace(std::move(*armed));
}

RuleFault::Counts RuleFault::counts() const {
  if (!guard_) return last_;
  return {.id = guard_->id(),
          .hits = guard_->hits(),
          .fired = guard_->fired(),
          .done = guard_->done(),
          .first_done = guard_->first_done()};
}

Evidence RuleFault::landed() const {
  const Counts now = counts();
  const std::string often =
      "struck " + std::to_string(now.fired) + " times, was done " + std::to_string(now.done) + " times";
  if (now.done == 0) {
    return {.what = "the rule \"" + rule_text_ + "\" " + often + ", its site was reached " +
                    std::to_string(now.hits) + " times"};
  }
  const auto firings = rules_.firings();
  const auto first = std::find_if(firings.begin(), firings.end(),
                                  [&](const rule::Firing& firing) { return firing.rule == now.id; });
  return {.landed = true,
          .what = often + ", first: " + (first == firings.end() ? "overwritten" : first->to_text()),
          .at = now.first_done};
}

void RuleFault::cure() {
  if (!guard_) return;
  last_ = counts();
  guard_.reset();
}

}  // namespace ordeal
