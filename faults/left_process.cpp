// A process that a worker starts and does not end: a helper of a driver or of a library.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kLeftProcess = {
    .name = "left-process",
    .wording = "worker 1 starts a process that never ends at the start of the {stage} stage",
    .what = "It holds copies of all that the worker has open, and does not end with it.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_START}},
    .evidence = "the seam's word that the kernel has made it",
    .cure = "none: whoever looks after the worker ends what it leaves",
    .example = "When worker 1 starts a process that never ends at the start of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      const rule::Site site{.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = name(stage)};
      return std::make_unique<RuleFault>(
          place.rules(), "a process that worker 1 starts in the " + in_words(stage),
          rule::Rule{.at = site, .when = rule::once(1), .then = rule::start_process()});
    }};

}  // namespace ordeal
