// Memory of the card is free, but in pieces.
#include "faults/all_faults.hpp"
#include "faults/card_condition.hpp"
#include "pipeline/protocol/bytes.hpp"

namespace ordeal {
namespace {

std::unique_ptr<Fault> fragmented(FaultPlace& place, std::int64_t card, std::uint64_t largest,
                                  bool by_caches) {
  SimulatedCard& of = place.simulated_card(card);
  of.fragment(largest, by_caches);
  return std::make_unique<CardCondition>(
      "card " + std::to_string(card) + " has no free block larger than " + slots::human_bytes(largest),
      "allocations refused for want of a block", [&of] { return of.blocks_refused(); },
      [&of] { of.fragment(0, false); });
}

}  // namespace

const FaultDescriptor kFragmentedCard = {
    .name = "fragmented-card",
    .wording = "card {int} has no free block larger than {bytes}",
    .what = "Larger allocations fail although enough is free, from now on. Card 0 is the first.",
    .acts = {},
    .by_card = true,
    .evidence = "the card counts an allocation that it refused for this",
    .cure = "the card is whole again",
    .example = "When card 0 has no free block larger than 5 kB",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return fragmented(place, static_cast<std::int64_t>(arguments.number(0)), arguments.bytes(1), false);
    }};

const FaultDescriptor kFragmentedByCaches = {
    .name = "card-fragmented-by-caches",
    .wording = "caches leave card {int} no free block larger than {bytes}",
    .what =
        "Larger allocations fail although enough is free, until a process on the card has emptied its cache. "
        "Card 0 is the first.",
    .acts = {},
    .by_card = true,
    .evidence = "the card counts an allocation that it refused for this",
    .cure = "the card is whole again",
    .example = "When caches leave card 0 no free block larger than 5 kB",
    .make = [](FaultPlace& place, const FaultArguments& arguments) {
      return fragmented(place, static_cast<std::int64_t>(arguments.number(0)), arguments.bytes(1), true);
    }};

}  // namespace ordeal
