// A kernel that never ends: the launch does not come back, and no cancellation reaches it.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kKernelHang = {
    .name = "kernel-hang",
    .wording = "a kernel of the {stage} stage never ends",
    .what = "The launch in the middle of the stage never comes back, once, whoever runs it.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_HANG}},
    .evidence = "the seam's word that somebody is held there",
    .cure = "only the end of its process; nothing to undo",
    .example = "When a kernel of the image stage never ends",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      const std::uint64_t launch = place.middle_launch(stage);
      return std::make_unique<RuleFault>(
          place.rules(), "launch " + std::to_string(launch) + " of the " + in_words(stage) + " never ends",
          rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                     .when = rule::once(launch),
                     .then = rule::hang()});
    }};

}  // namespace ordeal
