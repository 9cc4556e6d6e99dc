// A card that answers and does not compute: its worker lives, beats, and cannot make a slot.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kHealthHang = {
    .name = "health-hang",
    .wording = "the health check of worker 1 never ends",
    .what = "The launch of its next check never comes back, once; the worker goes on beating.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_HANG}},
    .evidence = "the seam's word that somebody is held there",
    .cure = "only the end of its process; nothing to undo",
    .example = "When the health check of worker 1 never ends",
    .make = [](FaultPlace& place, const FaultArguments&) -> std::unique_ptr<Fault> {
      return std::make_unique<RuleFault>(
          place.rules(), "the health check of worker 1 never ends",
          rule::Rule{.at = {.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "health"},
                     .when = rule::once(1),
                     .then = rule::hang()});
    }};

}  // namespace ordeal
