// An error that stays: nothing that the process does on its card after it succeeds, until the process ends.
#include <array>
#include <stdexcept>

#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"
#include "pipeline/env/cuda_errors.hpp"

namespace ordeal {
namespace {

struct StickyError {
  std::string_view words;  // as {card error} has them (steps/slots/stage_parameter.cpp)
  int code;
};
constexpr std::array kStickyErrors = {
    StickyError{"an illegal address", slots::kCudaIllegalAddress},
    StickyError{"a launch failure", slots::kCudaLaunchFailure},
    StickyError{"a failed assertion", slots::kCudaAssert},
    StickyError{"an illegal instruction", slots::kCudaIllegalInstruction},
    StickyError{"a misaligned address", slots::kCudaMisalignedAddress},
    StickyError{"an uncorrectable ECC error", slots::kCudaUncorrectableEcc},
};

int code_of(const std::string& words) {
  for (const StickyError& each : kStickyErrors) {
    if (each.words == words) return each.code;
  }
  throw std::invalid_argument("'" + words + "' is no error of a card that stays");
}

// By whoever runs the stage, at the launch in its middle.
std::unique_ptr<Fault> sticky_error(FaultPlace& place, const FaultArguments& arguments, bool once) {
  const slots::Stage stage = arguments.stage(0);
  const std::uint64_t launch = place.middle_launch(stage);
  return std::make_unique<RuleFault>(place.rules(), arguments.text(1) + " in the " + in_words(stage),
                                     rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                                                .when = once ? rule::once(launch) : rule::nth(launch),
                                                .then = rule::fail(code_of(arguments.text(1)))});
}

}  // namespace

const FaultDescriptor kStickyErrorOnce = {
    .name = "sticky-error-once",
    .wording = "the {stage} stage hits {card error} once",
    .what =
        "That CUDA error (700, 719, 710, 715, 716, 214) at the launch in its middle, once, whoever runs "
        "it; it stays.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "only the end of its process; nothing to undo",
    .example = "When the video stage hits an illegal address once",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return sticky_error(place, arguments, true);
    }};

const FaultDescriptor kStickyErrorAlways = {
    .name = "sticky-error-always",
    .wording = "the {stage} stage hits {card error} each time",
    .what = "That CUDA error at the launch in its middle, for each worker that runs it; it stays.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_ERROR}},
    .evidence = "the seam's word that it refused",
    .cure = "the rule is taken away; then only the end of each process",
    .example = "When the video stage hits an illegal address each time",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return sticky_error(place, arguments, false);
    }};

}  // namespace ordeal
