// Several cards and several slots: which slot ran where, and in which order.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/card_events.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr slots::Duration kOver = 900s;  // nominal: longer than all slots together may take

// The cards of each slot's dispatches, in their order, by the director's own log.
std::map<std::string, std::vector<std::int64_t>> cards_by_slot(Events& events) {
  std::map<std::string, std::vector<std::int64_t>> cards;
  for (const ProgramEvent& event : events.log("director")) {
    if (event.name != "slot_dispatched") continue;
    cards[event.fields.at("slot").as_string().c_str()].push_back(
        event.fields.at("device").to_number<std::int64_t>());
  }
  return cards;
}

// A deadline that only a slot which is stuck passes.
SlotOrder patient() {
  SlotOrder order;
  order.deadline = 800s;
  return order;
}

}  // namespace

WHEN("{int} slots are submitted", (Clients & clients, int count)) {
  for (int n = 0; n < count; ++n) clients.submit(patient());
}

WHEN("{int} slots are submitted one after the other", (Clients & clients, Wait& wait, int count),
     "Each once the one before it was accepted.") {
  for (int n = 0; n < count; ++n) {
    const SlotView& slot = clients.submit(patient());
    ASSERT_TRUE(wait.await([&] { return !slot.id.empty(); }, 60s)) << "slot " << n + 1 << " was not accepted";
  }
}

THEN("all slots are done", (Clients & clients, Wait& wait)) {
  ASSERT_FALSE(clients.slots().empty()) << "no slot was submitted";
  for (const auto& slot : clients.slots()) {
    ASSERT_TRUE(wait.await([&] { return slot->over(); }, kOver)) << slot->id << " is not over";
    EXPECT_EQ(slot->exit_code, 0) << slot->id << ": " << (slot->error ? slot->error->message : "");
  }
}

THEN("card {int} and card {int} were both used", (Events & events, int first, int second)) {
  std::set<std::int64_t> used;
  for (const auto& [slot, cards] : cards_by_slot(events)) used.insert(cards.begin(), cards.end());
  EXPECT_TRUE(used.contains(first)) << "no slot was dispatched to card " << first;
  EXPECT_TRUE(used.contains(second)) << "no slot was dispatched to card " << second;
}

THEN("every slot was dispatched {int} time(s)", (Events & events, int times)) {
  for (const auto& [slot, cards] : cards_by_slot(events)) {
    EXPECT_EQ(cards.size(), static_cast<std::size_t>(times)) << slot;
  }
}

THEN("every slot that began on card {int} ended on card {int}", (Events & events, int from, int to),
     "At least one did.") {
  int moved = 0;
  for (const auto& [slot, cards] : cards_by_slot(events)) {
    if (cards.front() != from) continue;
    ++moved;
    EXPECT_EQ(cards.back(), to) << slot;
  }
  EXPECT_GE(moved, 1) << "no slot began on card " << from;
}

THEN("every slot that began on card {int} was dispatched {int} time(s)",
     (Events & events, int card, int times), "At least one did.") {
  int began = 0;
  for (const auto& [slot, cards] : cards_by_slot(events)) {
    if (cards.front() != card) continue;
    ++began;
    EXPECT_EQ(cards.size(), static_cast<std::size_t>(times)) << slot;
  }
  EXPECT_GE(began, 1) << "no slot began on card " << card;
}

THEN("nothing of slot {int} was begun before slot {int} was over",
     (Clients & clients, Events& events, int second, int first),
     "By the log of worker 1: while a stage of the one runs, none of the other begins.") {
  const std::string before = clients.slot(first).id, after = clients.slot(second).id;
  int running = 0, begun = 0;
  for (const ProgramEvent& event : events.log("worker 1")) {
    const auto* of = event.fields.if_contains("slot");
    if (!of || !event.fields.contains("stage")) continue;
    const bool begins = event.name == "stage_begins";
    const bool ends =
        event.name == "stage_ends" || event.name == "stage_stopped" || event.name == "stage_fails";
    if (of->as_string() == before) running += begins ? 1 : ends ? -1 : 0;
    if (of->as_string() != after || !begins) continue;
    ++begun;
    EXPECT_EQ(running, 0) << "stages of slot " << first << " ran when slot " << second << " was begun";
  }
  EXPECT_GT(begun, 0) << "worker 1 has begun nothing of slot " << second;
}

THEN("no worker is put on card {int} within {duration}",
     (Wait & wait, Events& events, int card, std::chrono::nanoseconds time), "From now, nominal.") {
  const std::size_t before = count_of(events, "worker_activating", card);
  EXPECT_FALSE(wait.await([&] { return count_of(events, "worker_activating", card) > before; },
                          std::chrono::duration_cast<slots::Duration>(time)))
      << "a worker was put on card " << card;
}

THEN("the slots began in the order of their submission", (Clients & clients, Events& events),
     "By their first dispatches.") {
  std::vector<std::string> submitted, began;
  for (const auto& slot : clients.slots()) submitted.push_back(slot->id);
  for (const ProgramEvent& event : events.log("director")) {
    if (event.name != "slot_dispatched") continue;
    const std::string slot = event.fields.at("slot").as_string().c_str();
    if (std::find(began.begin(), began.end(), slot) == began.end()) began.push_back(slot);
  }
  EXPECT_EQ(began, submitted);
}

THEN("a worker that stood by serves the card of worker 1", (Wait & wait, Events& events)) {
  EventCursor cursor(events, "director");
  std::optional<std::int64_t> card;
  const auto served = [&] {
    while (const ProgramEvent* event = cursor.next("worker_active")) {
      const auto device = event->fields.at("device").to_number<std::int64_t>();
      if (!card) {
        if (event->fields.at("worker").as_string() == "worker 1") card = device;
      } else if (device == *card) {
        return event->fields.at("worker").as_string() != "worker 1";
      }
    }
    return false;
  };
  EXPECT_TRUE(wait.await(served, 60s)) << "nobody took over the card of worker 1";
}

}  // namespace ordeal
