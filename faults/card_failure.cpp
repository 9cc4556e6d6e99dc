// A card that computes no more: whatever is launched on it poisons the process that did.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {

const FaultDescriptor kCardFailure = {
    .name = "card-failure",
    .wording = "card {int} fails",
    .what =
        "cudaErrorIllegalAddress at each launch on that card (0 is the first), whoever runs it, from now on.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away",
    .example = "When card 1 fails",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const auto card = static_cast<std::int64_t>(arguments.number(0));
      return std::make_unique<RuleFault>(place.rules(),
                                         "each launch on card " + std::to_string(card) + " fails",
                                         rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .device = card},
                                                    .when = rule::always(),
                                                    .then = rule::fail(slots::kCudaIllegalAddress)});
    }};

}  // namespace ordeal
