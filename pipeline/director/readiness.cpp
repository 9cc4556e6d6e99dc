#include "pipeline/director/readiness.hpp"

#include <boost/json/value_from.hpp>

#include "pipeline/director/metrics.hpp"

namespace slots {

void add_reasons(Error& error, const Readiness& workers) {
  for (const std::string& reason : workers.reasons) error.message += " " + reason + ".";
  error.details["reasons"] = boost::json::value_from(workers.reasons);
}

Readiness readiness(const Placement& placement, bool draining) {
  Readiness readiness = placement.readiness();
  if (draining) {
    readiness.ready = false;
    readiness.reasons.insert(readiness.reasons.begin(), "the director is about to stop");
  }
  return readiness;
}

Task<void> watch_readiness(Env& env, Supervision& workers, const Placement& placement) {
  for (std::optional<bool> was;; co_await workers.changed.wait()) {
    const Readiness now = placement.readiness();
    env.metrics.set(metrics::kReady, now.ready ? 1 : 0);
    if (was != now.ready && now.ready) env.log.event("ready");
    if (was == true && !now.ready)
      env.log.event("not_ready", {{"reasons", boost::json::value_from(now.reasons)}});
    was = now.ready;
  }
}

void tell_whether_it_waits_for_a_worker(SlotBook& book, Slot& slot, const Placement& placement) {
  const Readiness workers = placement.readiness();
  if (!workers.ready) book.tell(slot, "no_worker", {{"reasons", boost::json::value_from(workers.reasons)}});
}

}  // namespace slots
