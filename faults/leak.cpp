// A stage leaves memory behind on the card each time.
#include "faults/all_faults.hpp"
#include "faults/card_condition.hpp"
#include "pipeline/protocol/bytes.hpp"

namespace ordeal {

const FaultDescriptor kLeak = {
    .name = "leak",
    .wording = "the {stage} stage leaks {bytes} each time",
    .what =
        "So much of card 0 stays with the worker's process for good, each time the stage leaves the card "
        "(clip "
        "does once for each keyframe), from now on.",
    .acts = {},
    .by_card = true,
    .evidence = "the card counts what stays with a process",
    .cure = "nothing more leaks; what has leaked goes with its process",
    .example = "When the video stage leaks 10 kB each time",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      SimulatedCard& card = place.simulated_card(0);
      const slots::Stage stage = arguments.stage(0);
      const std::uint64_t bytes = arguments.bytes(1);
      card.leak(stage, bytes);
      return std::make_unique<CardCondition>(
          "the " + in_words(stage) + " leaks " + slots::human_bytes(bytes), "leaks",
          [&card] { return card.leaks(); }, [&card, stage] { card.leak(stage, 0); });
    }};

}  // namespace ordeal
