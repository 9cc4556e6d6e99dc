// A bit of a weight changes on the card, where no error correction sees it.
#include <stdexcept>

#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {

const FaultDescriptor kFlippedWeight = {
    .name = "flipped-weight",
    .wording = "a bit of the weights on the card flips, {int} % into them, as the {stage} stage begins",
    .what =
        "One bit of what the models hold on the card of whoever begins the stage first, once; 0 is the first "
        "byte, 100 the last.",
    .acts = {{ORDEAL_REST, ORDEAL_CORRUPT}},
    .evidence = "the seam's word that it has changed a bit",
    .cure = "none: whoever finds it loads the models again",
    .example = "When a bit of the weights on the card flips, 50 % into them, as the video stage begins",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      constexpr std::uint64_t kMillionthsOfAPercent = 10'000;
      const std::uint64_t percent = arguments.number(0);
      if (percent > 100)
        throw std::invalid_argument(std::to_string(percent) + " % of the weights: 100 % are all of them");
      const slots::Stage stage = arguments.stage(1);
      return std::make_unique<RuleFault>(place.rules(), "a bit of the weights flips",
                                         rule::Rule{.at = {.operation = ORDEAL_REST, .stage = name(stage)},
                                                    .when = rule::once(1),
                                                    .then = rule::corrupt(percent * kMillionthsOfAPercent)});
    }};

}  // namespace ordeal
