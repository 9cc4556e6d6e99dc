// An asynchronous error: the launch succeeds, and the kernel fails when nobody waits for it. Whoever waits
// next, or reads what came of it, gets the error, whichever stage that is.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {

const FaultDescriptor kLateError = {
    .name = "late-error",
    .wording = "a kernel of the {stage} stage fails after it was launched",
    .what =
        "cudaErrorIllegalAddress of the kernel in the middle of the stage, once; it shows at the next copy "
        "or "
        "synchronise of the process, and stays.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_FAIL_LATER}},
    .evidence = "the seam's word that the error has shown",
    .cure = "only the end of its process; nothing to undo",
    .example = "When a kernel of the image stage fails after it was launched",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      return std::make_unique<RuleFault>(place.rules(), "a late error of the " + in_words(stage),
                                         rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                                                    .when = rule::once(place.middle_launch(stage)),
                                                    .then = rule::fail_later(slots::kCudaIllegalAddress)});
    }};

}  // namespace ordeal
