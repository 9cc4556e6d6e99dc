// A kernel's results are no numbers, and no error says so.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kNanResult = {
    .name = "nan-result",
    .wording = "the {stage} stage computes NaN from its middle on",
    .what = "The floating-point results of each kernel from the one in the middle of the stage are NaN.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_MAKE_NAN}},
    .evidence = "the seam's word that it has overwritten a result",
    .cure = "the rule is taken away",
    .example = "When the image stage computes NaN from its middle on",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      return std::make_unique<RuleFault>(place.rules(), "the " + in_words(stage) + " computes NaN",
                                         rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                                                    .when = rule::from(place.middle_launch(stage)),
                                                    .then = rule::make_nan()});
    }};

}  // namespace ordeal
