// A worker that starts and never gets ready.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kStartHang = {
    .name = "start-hang",
    .wording = "the next start of worker {int} never ends",
    .what = "The process is there, and hangs where it would register with its director, once.",
    .acts = {{ORDEAL_CALL, ORDEAL_HANG}},
    .evidence = "the seam's word that somebody is held there",
    .cure = "only the end of its process; nothing to undo",
    .example = "When the next start of worker 2 never ends",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      return std::make_unique<RuleFault>(
          place.rules(), "the next start of " + role + " never ends",
          rule::Rule{.at = {.role = role, .operation = ORDEAL_CALL, .call = "network.dial"},
                     .when = rule::once(1),
                     .then = rule::hang()});
    }};

}  // namespace ordeal
