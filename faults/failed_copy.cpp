// A copy between the host and the card fails.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

constexpr int kOperatingSystem = 304;  // cudaErrorOperatingSystem: an OS call failed

std::unique_ptr<Fault> failed_copy(FaultPlace& place, slots::Stage stage, std::uint64_t nth) {
  return std::make_unique<RuleFault>(place.rules(),
                                     "copy " + std::to_string(nth) + " of the " + in_words(stage) + " fails",
                                     rule::Rule{.at = {.operation = ORDEAL_COPY, .stage = name(stage)},
                                                .when = rule::once(nth),
                                                .then = rule::fail(kOperatingSystem)});
}

}  // namespace

const FaultDescriptor kFailedCopy = {.name = "failed-copy",
                                     .wording = "the {ordinal} copy of the {stage} stage fails once",
                                     .what =
                                         "cudaErrorOperatingSystem at that copy between host and device, "
                                         "counted from this step; the device can "
                                         "go on.",
                                     .acts = {{ORDEAL_COPY, ORDEAL_ERROR}},
                                     .evidence = "the seam's word that it refused",
                                     .cure = "the rule is taken away",
                                     .example = "When the 2nd copy of the audio stage fails once",
                                     .make = [](FaultPlace& place, const FaultArguments& arguments) {
                                       return failed_copy(place, arguments.stage(1), arguments.number(0));
                                     }};

}  // namespace ordeal
