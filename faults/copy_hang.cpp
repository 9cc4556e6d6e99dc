// A copy that never ends: whoever waits for what it brings waits, too.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kCopyHang = {
    .name = "copy-hang",
    .wording = "a copy of the {stage} stage never ends",
    .what = "Its second copy between host and device never comes back, once, whoever runs it.",
    .acts = {{ORDEAL_COPY, ORDEAL_HANG}},
    .evidence = "the seam's word that somebody is held there",
    .cure = "only the end of its process; nothing to undo",
    .example = "When a copy of the video stage never ends",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      return std::make_unique<RuleFault>(place.rules(), "a copy of the " + in_words(stage) + " never ends",
                                         rule::Rule{.at = {.operation = ORDEAL_COPY, .stage = name(stage)},
                                                    .when = rule::once(2),
                                                    .then = rule::hang()});
    }};

}  // namespace ordeal
