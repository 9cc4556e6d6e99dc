// The host has little memory that can be pinned.
#include "faults/all_faults.hpp"
#include "faults/card_condition.hpp"
#include "pipeline/protocol/bytes.hpp"

namespace ordeal {

const FaultDescriptor kPinnedMemoryShort = {
    .name = "pinned-memory-short",
    .wording = "at most {bytes} of the host's memory can be pinned",
    .what = "For card 0, by all processes together, from now on.",
    .acts = {},
    .by_card = true,
    .real_files = true,
    .evidence = "the card counts a request for more that it refused",
    .cure = "as much can be pinned as before",
    .example = "When at most 1 kB of the host's memory can be pinned",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      SimulatedCard& card = place.simulated_card(0);
      const std::uint64_t bytes = arguments.bytes(0);
      card.limit_pinned(bytes);
      return std::make_unique<CardCondition>(
          "at most " + slots::human_bytes(bytes) + " can be pinned", "requests refused",
          [&card] { return card.pins_refused(); }, [&card] { card.limit_pinned(SimulatedCard::kNoLimit); });
    }};

}  // namespace ordeal
