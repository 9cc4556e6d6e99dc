// A worker that does not hear that it shall leave: a library in it has set SIGTERM to be ignored.
#include <csignal>

#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kIgnoredSigterm = {
    .name = "ignored-sigterm",
    .wording = "worker {int} ignores SIGTERM",
    .what = "From its next check of its device on, until its process ends.",
    .acts = {{ORDEAL_CALL, ORDEAL_IGNORE}},
    .evidence = "the seam's word that the kernel ignores the signal for the process",
    .cure = "only the end of its process; nothing to undo",
    .example = "When worker 1 ignores SIGTERM",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string role = "worker " + arguments.text(0);
      return std::make_unique<RuleFault>(
          place.rules(), role + " ignores SIGTERM",
          rule::Rule{.at = {.role = role, .operation = ORDEAL_CALL, .call = "device.check"},
                     .when = rule::once(1),
                     .then = rule::ignore_signal(SIGTERM)});
    }};

}  // namespace ordeal
