// Cards that stop to answer, compute wrongly, or are replaced by another back-end: what the director makes of
// it.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/models.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/card_events.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/pauses.hpp"
#include "steps/slots/stage.hpp"
#include "steps/worlds/built_models.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr double kRoundingMs = 1;

// "a, b": its parts.
std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t comma = std::min(list.find(", ", at), list.size());
    parts.push_back(list.substr(at, comma - at));
    at = comma + 2;
  }
  return parts;
}

bool await_event(Wait& wait, Events& events, std::string_view name, std::int64_t card,
                 slots::Duration within) {
  return wait.await([&] { return count_of(events, name, card) > 0; }, within);
}

}  // namespace

GIVEN("the device of a card is {string}", (Director & director, const std::string& device),
      "Before the director starts.") {
  director.config().device = device;
  director.config().device_settings.clear();
}

GIVEN("the fallback of a card is {string}", (Director & director, const std::string& fallback),
      "Back-ends to use in its place, in their order, before the director starts: \"rocm, cpu\".") {
  director.config().fallback = parts_of(fallback);
}

THEN("the director knows within {duration} that card {int} is lost",
     (Wait & wait, Events& events, std::chrono::nanoseconds limit, int card), "By its own log.") {
  EXPECT_TRUE(await_event(wait, events, "card_lost", card, limit))
      << "its log has no card_lost of card " << card;
}

THEN("card {int} was tried again {string} after it had not answered",
     (Wait & wait, Events& events, Clock& clock, int card, const std::string& delays),
     "\"1 s, 2 s, 4 s\": how long the director waited each time, before it had a worker activated on the "
     "card, "
     "since it had last found it lost. By its own log; to the instant where time is exact.") {
  const auto expected = milliseconds_in(delays);
  std::vector<double> waited;
  const auto look = [&] {
    waited.clear();
    std::optional<double> lost;
    for (const ProgramEvent& event : events.log("director")) {
      if (is_of(event, "card_lost", card) || is_of(event, "worker_activation_failed", card))
        lost = event.at_ms;
      if (lost && is_of(event, "worker_activating", card)) waited.push_back(event.at_ms - *lost);
    }
    return waited.size() >= expected.size();
  };
  wait.await(look, 60s);
  expect_pauses(clock, waited, expected);
}

THEN("card {int} was given to no slot until it answered again", (Wait & wait, Events& events, int card),
     "By the director's log, from card_lost to card_answers_again; within 300 s (nominal).") {
  ASSERT_TRUE(await_event(wait, events, "card_answers_again", card, 300s))
      << "the director's log has no card_answers_again of card " << card;
  std::optional<double> lost_at;
  for (const ProgramEvent& event : events.log("director")) {
    if (is_of(event, "card_lost", card)) lost_at = event.at_ms;
    if (is_of(event, "card_answers_again", card)) {
      EXPECT_NEAR(event.fields.at("after_ms").to_number<double>(), event.at_ms - lost_at.value(), kRoundingMs)
          << "it says that the card answers again after another time";
      break;
    }
    EXPECT_FALSE(lost_at && is_of(event, "slot_dispatched", card))
        << "a slot was given to it: " << boost::json::serialize(event.fields);
  }
  EXPECT_TRUE(lost_at) << "the director's log has no card_lost of card " << card;
}

THEN("the slot says that it was made on {string} since {string} could not be used",
     (Clients & clients, const std::string& backend, const std::string& others),
     "In slot.json: the back-end, and BACKEND_FALLBACK with each that was passed over.") {
  const auto& result = clients.slot().result;
  EXPECT_EQ(result.at("backend").as_string(), backend);
  const auto* fallback = result.if_contains("fallback");
  ASSERT_TRUE(fallback) << "slot.json names no fallback: " << boost::json::serialize(result);
  const auto& error = fallback->at("error");
  EXPECT_EQ(error.at("code").as_string(), "BACKEND_FALLBACK");
  const std::string message = error.at("message").as_string().c_str();
  for (const std::string& other : parts_of(others))
    EXPECT_NE(message.find(other + ": "), std::string::npos)
        << "\"" << message << "\" does not say why not " << other;
}

THEN("nobody computes on another back-end", (Clients & clients, Wait& wait, Events& events),
     "No worker is activated on one, also not within 30 s (nominal), and no slot.json says so.") {
  EventCursor cursor(events, "director");
  const ProgramEvent* fallback = nullptr;
  wait.await([&] { return (fallback = cursor.next("backend_fallback")) != nullptr; }, 30s);
  EXPECT_FALSE(fallback) << "the director's log: " << boost::json::serialize(fallback->fields);
  for (const auto& slot : clients.slots()) EXPECT_FALSE(slot->result.contains("fallback"));
}

THEN("worker {int} says that {string} are not built",
     (Events & events, int number, const std::string& backends), "In its log, where it was activated.") {
  std::string said;
  for (const ProgramEvent& event : events.log(worker_named(number))) {
    if (event.name == "activated") said = event.fields.at("passed_over").as_string();
  }
  for (const std::string& backend : parts_of(backends)) {
    const std::string wanted = backend + ": there is no such device";
    EXPECT_NE(said.find(wanted), std::string::npos) << "\"" << said << "\" does not say \"" << wanted << "\"";
  }
}

THEN("the slot was told that weights were corrupted, with both sums", (Clients & clients),
     "In the message and the details: the one that was loaded and the one that was found, which differ.") {
  const auto told = clients.slot().events_of("weights_corrupted");
  ASSERT_EQ(told.size(), 1u) << "the slot's events have no weights_corrupted";
  const auto& error = told.front().fields.at("error").at("error");
  EXPECT_EQ(error.at("code").as_string(), "MODEL_CORRUPTED");
  const std::string right(error.at("details").at("expected").as_string()),
      found(error.at("details").at("found").as_string()), message(error.at("message").as_string());
  EXPECT_NE(right, found);
  const std::string said = "should be " + right + " and is " + found;
  EXPECT_NE(message.find(said), std::string::npos) << "\"" << message << "\" does not say \"" << said << "\"";
}

THEN("the sum that it should have been is that of a model's weights", (Clients & clients, Models&),
     "By the manifest of the models; where they are real.") {
  const auto told = clients.slot().events_of("weights_corrupted");
  ASSERT_FALSE(told.empty()) << "the slot's events have no weights_corrupted";
  const std::string right(
      told.front().fields.at("error").at("error").at("details").at("expected").as_string());
  EXPECT_TRUE(built_weights_checksums().contains(right)) << right << " is the sum of no model's weights";
}

THEN("worker {int} was activated {int} times", (Events & events, int number, int times),
     "By the director's log: so often its models were loaded.") {
  const std::string worker = worker_named(number);
  int found = 0;
  for (const ProgramEvent& event : events.log("director")) {
    if (event.name == "worker_active" && is_about(event, "worker", worker)) ++found;
  }
  EXPECT_EQ(found, times);
}

THEN("worker {int} blames the {stage} stage", (Clients & clients, int number, Stage stage),
     "In the error for which the slot lost it.") {
  const auto lost = clients.slot().events_of("worker_lost");
  ASSERT_EQ(lost.size(), 1u) << "the slot's events have no worker_lost";
  EXPECT_EQ(lost.front().fields.at("worker").as_string(), worker_named(number));
  const auto& error = lost.front().fields.at("error").at("error");
  EXPECT_EQ(error.at("details").at("stage").as_string(), name(stage))
      << error.at("message").as_string().c_str();
}

}  // namespace ordeal
