// What the cards' drivers report, what the director answers, and the operator who resets a card.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/card_events.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

}  // namespace

GIVEN("a slot may be given to 1 worker only", (Director & director),
      "Before the director starts: a worker that is lost with the slot is not replaced for it.") {
  director.config().dispatches = 1;
}

WHEN("its {stage} stage has started", (Clients & clients, Wait& wait, Stage stage),
     "The slot's, as its client was told.") {
  const auto started = [&] {
    for (const auto& event : clients.slot().events_of("stage_started")) {
      if (event.fields.at("stage").as_string() == name(stage)) return true;
    }
    return false;
  };
  ASSERT_TRUE(wait.await(started, 60s)) << "the client was told of no such start";
}

THEN("the director answers {string} of card {int} with {string}",
     (Wait & wait, Events& events, const std::string& said, int card, const std::string& action),
     "By its own log: what the driver said, and the vendor's action.") {
  EventCursor cursor(events, "director");
  std::string heard;
  const auto answered = [&] {
    while (const ProgramEvent* event = cursor.next("card_reported")) {
      heard += boost::json::serialize(event->fields) + " ";
      if (!is_of(*event, "card_reported", card) || event->fields.at("said").as_string() != said) continue;
      EXPECT_EQ(std::string(event->fields.at("action").as_string()), action) << "the action for " << said;
      const auto number = event->fields.at("number").to_number<std::int64_t>();
      EXPECT_GT(number, 0) << "of " << said << " its log has the number " << number;
      return true;
    }
    return false;
  };
  EXPECT_TRUE(wait.await(answered, 30s)) << "it never heard of " << said << " of card " << card
                                         << "; it heard " << (heard.empty() ? "nothing" : heard);
}

THEN("nobody is on card {int}", (Wait & wait, Cards& cards, int card),
     "Within 60 s (nominal), as the card itself counts.") {
  EXPECT_TRUE(wait.await([&] { return cards.memory_on_card(card) == 0; }, 60s))
      << cards.memory_on_card(card) << " bytes of card " << card << " are still taken";
}

THEN("card {int} gets no worker for {duration}",
     (Wait & wait, Cards& cards, Events& events, int card, std::chrono::nanoseconds time)) {
  const std::size_t before = count_of(events, "worker_active", card);
  wait.await(
      [&] { return cards.memory_on_card(card) > 0 || count_of(events, "worker_active", card) > before; },
      std::chrono::duration_cast<slots::Duration>(time));
  EXPECT_EQ(count_of(events, "worker_active", card), before) << "a worker became active on card " << card;
  EXPECT_EQ(cards.memory_on_card(card), 0u) << "somebody holds memory of card " << card;
}

WHEN("an operator resets card {int}", (Cards & cards, int card),
     "As nvidia-smi --gpu-reset, which refuses while somebody is on the card.") {
  const std::uint64_t before = cards.resets_of_card(card);
  ASSERT_TRUE(cards.reset_card(card))
      << "the card is in use: " << cards.memory_on_card(card) << " bytes are taken";
  ASSERT_EQ(cards.resets_of_card(card), before + 1);
}

THEN("card {int} has got {int} worker(s)", (Wait & wait, Events& events, int card, int workers),
     "One after the other, since the start; within 60 s (nominal), and then no more for 30 s.") {
  const auto wanted = static_cast<std::size_t>(workers);
  ASSERT_TRUE(wait.await([&] { return count_of(events, "worker_active", card) >= wanted; }, 60s))
      << "it has got " << count_of(events, "worker_active", card);
  wait.await([&] { return count_of(events, "worker_active", card) > wanted; }, 30s);
  EXPECT_EQ(count_of(events, "worker_active", card), wanted);
}

THEN("the director says that card {int} is withdrawn and restored once", (Events & events, int card)) {
  EXPECT_EQ(count_of(events, "card_withdrawn", card), 1u);
  EXPECT_EQ(count_of(events, "card_restored", card), 1u);
}

}  // namespace ordeal
