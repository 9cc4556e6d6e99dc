// What a worker leaves behind that no kernel removes: files, a lock file, shared memory.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kLitter = {
    .name = "litter",
    .wording = "worker {int} leaves files and shared memory at the start of the {stage} stage",
    .what =
        "Two files in its folder for temporary files, one of them a lock, and, where memory is real, a "
        "piece of shared memory as LibTorch names it. It removes none of them.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_LITTER}},
    .evidence = "the seam's word that they are there",
    .cure = "none: whoever looks after the worker removes what it leaves",
    .example = "When worker 1 leaves files and shared memory at the start of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(1);
      const rule::Site site{
          .role = "worker " + arguments.text(0), .operation = ORDEAL_LAUNCH, .stage = name(stage)};
      return std::make_unique<RuleFault>(
          place.rules(), "what worker " + arguments.text(0) + " leaves in the " + in_words(stage),
          rule::Rule{.at = site, .when = rule::once(1), .then = rule::litter()});
    }};

}  // namespace ordeal
