#include "faults/silent_director.hpp"

namespace ordeal {

SilentDirector::SilentDirector(rule::RuleBlock rules, std::string when, rule::Site site, std::uint64_t nth,
                               Silenceable director)
    : RuleFault(std::move(rules), "the director falls silent at " + when,
                {.at = std::move(site), .when = rule::nth(nth), .then = rule::gate()}),
      director_(std::move(director)) {}

SilentDirector::~SilentDirector() {
  SilentDirector::cure();
}

void SilentDirector::advance() {
  if (!asked_ && armed() && guard().held() > 0) asked_ = director_.silence();
  if (!asked_ || was_silent_ || ended_) return;
  was_silent_ = director_.silent();
  if (was_silent_) guard().open();
}

Evidence SilentDirector::landed() const {
  Evidence site = RuleFault::landed();
  if (!site.landed) return site;
  if (!asked_) return {.landed = false, .what = site.what + "; nobody could silence the director"};
  if (!was_silent_) return {.landed = false, .what = site.what + "; the director was never silent"};
  return {.landed = true, .what = site.what + "; " + director_.how, .after = site.after};
}

void SilentDirector::cure() {
  RuleFault::cure();
  if (asked_ && !ended_) director_.end();
  ended_ = true;
}

}  // namespace ordeal
