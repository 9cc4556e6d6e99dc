#include "faults/signal_at.hpp"

namespace ordeal {

SignalAt::SignalAt(rule::RuleBlock rules, std::string name, rule::Site site, std::uint64_t nth, int signal,
                   Victim victim)
    : RuleFault(std::move(rules), std::move(name),
                {.at = std::move(site), .when = rule::nth(nth), .then = rule::gate()}),
      signal_(signal),
      victim_(std::move(victim)) {}

void SignalAt::advance() {
  if (sent_ || !armed() || guard().held() == 0) return;
  sent_ = true;
  accepted_ = victim_.signal(signal_);
  guard().open();
}

Evidence SignalAt::landed() const {
  Evidence site = RuleFault::landed();
  if (!site.landed) return site;
  const std::string signal = "signal " + std::to_string(signal_) + " to " + victim_.role;
  if (!sent_)
    return {.landed = false,
            .what = site.what + "; " + signal + " was not sent: nobody was held at the gate"};
  if (!accepted_) return {.landed = false, .what = site.what + "; the kernel refused " + signal};
  if (!victim_.gone())
    return {.landed = false, .what = site.what + "; the kernel took " + signal + ", but it still runs"};
  return {.landed = true,
          .what = site.what + "; the kernel took " + signal + ", and it is gone",
          .after = site.after};
}

}  // namespace ordeal
