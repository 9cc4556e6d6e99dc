// Memory of the card, as the card itself counts it.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// The level that a step noted, for later steps of the same scenario.
struct NotedMemory {
  std::optional<std::uint64_t> bytes;
};

}  // namespace

GIVEN("the card's memory with an idle worker is noted", (Cards & cards, NotedMemory& noted),
      "While worker 1 is held before a check of its device, which takes memory for itself.") {
  noted.bytes = cards.quiet_card_memory("worker 1");
  ASSERT_GT(*noted.bytes, 0u) << "the models are not on the card";
}

THEN("the card's memory is back to that level", (Wait & wait, Cards& cards, NotedMemory& noted),
     "Within 30 s (nominal); exactly, to the byte.") {
  ASSERT_TRUE(noted.bytes) << "no level was noted before";
  const bool back = wait.await([&] { return cards.card_memory() == *noted.bytes; }, 30s);
  EXPECT_TRUE(back) << cards.card_memory() << " bytes are taken, " << *noted.bytes
                    << " were with an idle worker";
}

THEN("the {stage} stage was tried {int} times on the card", (Faults & faults, Stage stage, int times),
     "By the refused allocations, of which each try ends with its first.") {
  const auto firings = faults.place().rules().firings();
  const auto tries = std::count_if(firings.begin(), firings.end(),
                                   [&](const auto& firing) { return firing.stage == name(stage); });
  EXPECT_EQ(tries, times) << "tries of the " << in_words(stage);
}

}  // namespace ordeal
