// The card is slow: too hot, or not alone.
#include "faults/all_faults.hpp"
#include "faults/card_condition.hpp"

namespace ordeal {

const FaultDescriptor kSlowCard = {
    .name = "slow-card",
    .wording = "card {int} runs at a third of its speed",
    .what = "Each stage that begins there from now on takes three times as long. Card 0 is the first.",
    .acts = {},
    .by_card = true,
    .evidence = "the card counts a stage that began so",
    .cure = "it is as fast as before",
    .example = "When card 0 runs at a third of its speed",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      SimulatedCard& card = place.simulated_card(static_cast<std::int64_t>(arguments.number(0)));
      card.slow_down(3);
      return std::make_unique<CardCondition>(
          "card " + arguments.text(0) + " runs at a third of its speed", "stages that began so",
          [&card] { return card.slowed(); }, [&card] { card.slow_down(1); });
    }};

}  // namespace ordeal
