// A stage that blocks in a call and hears nothing until it is over.
#include "faults/all_faults.hpp"
#include "faults/rule_fault.hpp"

namespace ordeal {
namespace {

// That the call came back shows it, or that somebody was seen in it: whoever is ended there never comes back.
class BlockedCall final : public RuleFault {
 public:
  using RuleFault::RuleFault;

  void advance() override { seen_ = seen_ || holds_somebody(); }
  Evidence landed() const override {
    const Evidence back = RuleFault::landed();
    if (back.landed || !seen_) return back;
    return {.landed = true, .what = "somebody is held in the call, or was ended there"};
  }

 private:
  bool seen_ = false;
};

}  // namespace

const FaultDescriptor kBlockedCall = {
    .name = "blocked-call",
    .wording = "a call of the {stage} stage blocks for {duration}",
    .what =
        "The launch in the middle of the stage comes back only after so long (nominal), once; meanwhile "
        "the stage hears of no limit and no cancellation.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_BLOCK}},
    .evidence = "the seam's word that somebody is held in the call",
    .cure = "it comes back by itself, or ends with its process",
    .example = "When a call of the audio stage blocks for 18 s",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const slots::Stage stage = arguments.stage(0);
      return std::make_unique<BlockedCall>(
          place.rules(), "a call of the " + in_words(stage) + " blocks",
          rule::Rule{.at = {.operation = ORDEAL_LAUNCH, .stage = name(stage)},
                     .when = rule::once(place.middle_launch(stage)),
                     .then = rule::block(place.by_the_rules_clock(arguments.duration(1)))});
    }};

}  // namespace ordeal
