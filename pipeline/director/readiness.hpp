// Whether a slot can be made now, and who hears of it: whoever asks (/readyz), the log, the metrics, and the
// client whose slot waits for a worker that is not there.
#pragma once

#include "pipeline/director/placement.hpp"

namespace slots {

// Why no worker can make a slot, in an error: each reason a sentence of its message, and details.reasons.
void add_reasons(Error& error, const Readiness& workers);

// As /readyz answers it: who drains makes none, either.
Readiness readiness(const Placement& placement, bool draining);

// Logs `not_ready` with the reasons when no slot can be made any more, `ready` when one can (again), and
// keeps the metric. For ever: spawn it.
Task<void> watch_readiness(Env& env, Supervision& workers, const Placement& placement);

// The slot's event `no_worker`, with the reasons, when no worker can make it now.
void tell_whether_it_waits_for_a_worker(SlotBook& book, Slot& slot, const Placement& placement);

}  // namespace slots
