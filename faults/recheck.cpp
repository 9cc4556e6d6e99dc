// The card is not itself again after one of its stages was stopped: only the check before the next slot sees
// it.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

rule::Site the_check() {
  return {.operation = ORDEAL_LAUNCH, .stage = "recheck"};
}

}  // namespace

const FaultDescriptor kRecheckHang = {
    .name = "recheck-hang",
    .wording = "the check of the card after a stopped stage never ends",
    .what = "The first launch of that check never comes back, once; the worker goes on beating.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_HANG}},
    .evidence = "the seam's word that somebody is held there",
    .cure = "only the end of its process; nothing to undo",
    .example = "When the check of the card after a stopped stage never ends",
    .make = [](FaultPlace& place, const FaultArguments&) -> std::unique_ptr<Fault> {
      return std::make_unique<RuleFault>(
          place.rules(), "the check after a stopped stage never ends",
          rule::Rule{.at = the_check(), .when = rule::once(1), .then = rule::hang()});
    }};

const FaultDescriptor kRecheckNan = {
    .name = "recheck-nan",
    .wording = "the check of the card after a stopped stage computes NaN",
    .what = "What the kernels of that check compute is no number, once, and no error says so.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_MAKE_NAN}},
    .evidence = "the seam's word that it has overwritten a result",
    .cure = "the rule is taken away",
    .example = "When the check of the card after a stopped stage computes NaN",
    .make = [](FaultPlace& place, const FaultArguments&) -> std::unique_ptr<Fault> {
      return std::make_unique<RuleFault>(
          place.rules(), "the check after a stopped stage computes NaN",
          rule::Rule{.at = the_check(), .when = rule::once(1), .then = rule::make_nan()});
    }};

}  // namespace ordeal
