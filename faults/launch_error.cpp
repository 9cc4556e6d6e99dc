// Kernel launches fail with a CUDA error that costs no process.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

std::unique_ptr<Fault> launch_error(FaultPlace& place, slots::Stage stage, std::uint64_t from) {
  return std::make_unique<RuleFault>(place.rules(),
                                     "CUDA error " + std::to_string(slots::kCudaInvalidConfiguration) +
                                         " from launch " + std::to_string(from) + " of the " +
                                         in_words(stage) + " on",
                                     rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                                                .when = rule::from(from),
                                                .then = rule::fail(slots::kCudaInvalidConfiguration)});
}

}  // namespace

const FaultDescriptor kLaunchErrorFromMiddle = {
    .name = "launch-error-from-middle",
    .wording = "launches of the {stage} stage fail from its middle on",
    .what = "cudaErrorInvalidConfiguration at each launch from the one in the middle of the stage.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away",
    .example = "When launches of the audio stage fail from its middle on",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return launch_error(place, arguments.stage(0), place.middle_launch(arguments.stage(0)));
    }};

const FaultDescriptor kLaunchErrorFrom = {
    .name = "launch-error",
    .wording = "launch {int} of the {stage} stage fails",
    .what =
        "cudaErrorInvalidConfiguration from that launch on; one that is never reached makes the scenario "
        "invalid.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away",
    .example = "When launch 4300 of the video stage fails",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return launch_error(place, arguments.stage(1), arguments.number(0));
    }};

}  // namespace ordeal
