// A sticky error: nothing that the process does on its card after it succeeds, until the process ends.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

std::unique_ptr<Fault> illegal_address(FaultPlace& place, slots::Stage stage, const rule::Trigger& when) {
  return std::make_unique<RuleFault>(place.rules(), "an illegal address in the " + in_words(stage),
                                     rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                                                .when = when,
                                                .then = rule::fail(slots::kCudaIllegalAddress)});
}

}  // namespace

const FaultDescriptor kIllegalAddressOnce = {
    .name = "illegal-address-once",
    .wording = "the {stage} stage hits an illegal address once",
    .what = "cudaErrorIllegalAddress at the launch in its middle, once, whoever runs it; it stays.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "only the end of its process; nothing to undo",
    .example = "When the video stage hits an illegal address once",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      const slots::Stage stage = arguments.stage(0);
      return illegal_address(place, stage, rule::once(place.middle_launch(stage)));
    }};

const FaultDescriptor kIllegalAddressAlways = {
    .name = "illegal-address-always",
    .wording = "the {stage} stage hits an illegal address each time",
    .what = "cudaErrorIllegalAddress at the launch in its middle, for each worker that runs it; it stays.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away; then only the end of each process",
    .example = "When the video stage hits an illegal address each time",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      const slots::Stage stage = arguments.stage(0);
      return illegal_address(place, stage, rule::nth(place.middle_launch(stage)));
    }};

}  // namespace ordeal
