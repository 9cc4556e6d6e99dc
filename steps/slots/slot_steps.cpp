// Slots as a client submits them, and how they end.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "harness/definitions/define.hpp"
#include "pipeline/protocol/bytes.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/sent_error.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// Nominal: longer than any slot may take, so that a step never waits in vain for ever.
constexpr slots::Duration kOver = 300s;

void await_over(Wait& wait, SlotView& slot) {
  ASSERT_TRUE(wait.await([&] { return slot.over(); }, kOver))
      << "slotctl has not ended after 300 s (nominal)";
}

std::string why(const SlotView& slot) {
  std::string text = "slotctl ended with exit code " + std::to_string(slot.exit_code.value_or(-1));
  if (slot.error) text += ", " + slot.error->code.text + ": " + slot.error->message;
  return text;
}

void expect_done(Wait& wait, SlotView& slot) {
  await_over(wait, slot);
  ASSERT_EQ(slot.exit_code, 0) << why(slot);
  ASSERT_FALSE(slot.result.empty()) << "slotctl ended with 0 and without a slot.json";
}

std::int64_t whole_ms(slots::Duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

void expect_failed(Wait& wait, SlotView& slot, const std::string& code, int exit_code) {
  await_over(wait, slot);
  EXPECT_EQ(slot.exit_code, exit_code) << why(slot);
  ASSERT_TRUE(slot.error) << "slotctl said no error";
  EXPECT_EQ(slot.error->code.text, code) << slot.error->message;
  for (const auto& event : slot.events_of("failed")) expect_whole_error(event.fields);
}

// By the world's clock, from slotctl's start until it showed how the slot ended.
void expect_settled_in_time(const SlotView& slot) {
  ASSERT_TRUE(slot.order.deadline) << "this slot was submitted without a deadline";
  EXPECT_LE(slot.took(), *slot.order.deadline)
      << "the slot was settled " << whole_ms(slot.took()) << " ms after its submission, and its deadline is "
      << whole_ms(*slot.order.deadline) << " ms (both nominal)";
}

void expect_done_in_time(Wait& wait, SlotView& slot) {
  ASSERT_NO_FATAL_FAILURE(expect_done(wait, slot));
  expect_settled_in_time(slot);
  EXPECT_TRUE(slot.result.at("deadline_met").as_bool())
      << "the director says otherwise: " << boost::json::serialize(slot.result);
}

void expect_over_at(const Clock& clock, const SlotView& slot, slots::Duration deadline) {
  ASSERT_TRUE(slot.over());
  EXPECT_GE(slot.took() + clock.tolerance(), deadline)
      << "it was given up " << whole_ms(slot.took()) << " ms after its submission, before its deadline";
  EXPECT_LE(slot.took(), deadline + clock.tolerance())
      << "it was given up " << whole_ms(slot.took()) << " ms after its submission, long after its deadline";
  ASSERT_TRUE(slot.error);
  const std::string details = boost::json::serialize(slot.error->details);
  const auto* met = slot.error->details.if_contains("deadline_met");
  ASSERT_TRUE(met && met->is_bool()) << "the error does not say whether the deadline was met: " << details;
  EXPECT_FALSE(met->as_bool());
  const auto* named = slot.error->details.if_contains("deadline_ms");
  ASSERT_TRUE(named && named->is_number()) << "the error's details name no deadline: " << details;
  EXPECT_EQ(named->to_number<std::int64_t>(), whole_ms(deadline))
      << "the error's details name another deadline";
  const std::string said = "deadline of " + std::to_string(whole_ms(deadline)) + " ms";
  EXPECT_NE(slot.error->message.find(said), std::string::npos)
      << "\"" << slot.error->message << "\" does not name the " << said;
}

// Who served a card first was no standby: the first worker that the director's log calls active, per card.
std::set<std::string> first_on_their_cards(Events& events) {
  std::map<std::int64_t, std::string> first;
  for (const ProgramEvent& event : events.log("director")) {
    if (event.name != "worker_active") continue;
    first.emplace(event.fields.at("device").to_number<std::int64_t>(),
                  event.fields.at("worker").as_string().c_str());
  }
  std::set<std::string> workers;
  for (const auto& [card, worker] : first) workers.insert(worker);
  return workers;
}

void expect_done_by_standby(Wait& wait, Events& events, SlotView& slot) {
  ASSERT_NO_FATAL_FAILURE(expect_done(wait, slot));
  const std::string worker = slot.result.at("worker").as_string().c_str();
  EXPECT_FALSE(first_on_their_cards(events).contains(worker)) << worker << " did not stand by at first";
}

}  // namespace

WHEN("a slot is submitted", (Clients & clients)) {
  clients.submit({});
}

WHEN("a slot with a deadline of {duration} is submitted",
     (Clients & clients, std::chrono::nanoseconds deadline)) {
  SlotOrder order;
  order.deadline = deadline;
  clients.submit(order);
}

WHEN("a slot with the seed {int} is submitted", (Clients & clients, int seed), "Of its pictures' noise.") {
  SlotOrder order;
  order.seed = static_cast<std::uint64_t>(seed);
  clients.submit(order);
}

WHEN("a slot without a deadline is submitted", (Clients & clients), "Its own; the director has one for it.") {
  SlotOrder order;
  order.deadline.reset();
  clients.submit(order);
}

WHEN("a slot with the prompt {string} and the script {string} is submitted",
     (Clients & clients, const std::string& prompt, const std::string& script)) {
  clients.submit({.prompt = prompt, .script = script});
}

THEN("the slot is done", (Clients & clients, Wait& wait)) {
  expect_done(wait, clients.slot());
}

THEN("the slot is done within its deadline", (Clients & clients, Wait& wait),
     "As the harness measures it, from slotctl's start; and the director must say the same.") {
  expect_done_in_time(wait, clients.slot());
}

THEN("the slot is done within its deadline by the standby", (Clients & clients, Wait& wait, Events& events)) {
  ASSERT_NO_FATAL_FAILURE(expect_done_in_time(wait, clients.slot()));
  expect_done_by_standby(wait, events, clients.slot());
}

THEN("the slot is done by the standby", (Clients & clients, Wait& wait, Events& events)) {
  expect_done_by_standby(wait, events, clients.slot());
}

THEN("the next slot is done by the standby", (Clients & clients, Wait& wait, Events& events),
     "Submits another slot and waits for it.") {
  expect_done_by_standby(wait, events, clients.submit({}));
}

THEN("both slots are done", (Clients & clients, Wait& wait)) {
  ASSERT_EQ(clients.slots().size(), 2u);
  for (const auto& slot : clients.slots()) expect_done(wait, *slot);
}

THEN("the slot fails with {word} and exit code {int}",
     (Clients & clients, Wait& wait, const std::string& code, int exit_code)) {
  expect_failed(wait, clients.slot(), code, exit_code);
}

THEN("slot {int} is done", (Clients & clients, Wait& wait, int number), "As its client was told.") {
  expect_done(wait, clients.slot(number));
}

THEN("slot {int} fails with {word} and exit code {int}",
     (Clients & clients, Wait& wait, int number, const std::string& code, int exit_code)) {
  expect_failed(wait, clients.slot(number), code, exit_code);
}

THEN("the slot was accepted no sooner than {duration} after it was submitted",
     (Clients & clients, std::chrono::nanoseconds wait),
     "As the harness measures it, from slotctl's start.") {
  const SlotView& slot = clients.slot();
  ASSERT_TRUE(slot.accepted_at) << "slotctl never showed that its slot was accepted";
  EXPECT_GE(*slot.accepted_at - slot.submitted_at, wait)
      << "it was accepted after " << whole_ms(*slot.accepted_at - slot.submitted_at) << " ms (nominal)";
}

THEN("the slot was over at its deadline", (Clients & clients, Clock& clock),
     "As the harness measures it; and the error names the deadline, and says that it was not met.") {
  ASSERT_TRUE(clients.slot().order.deadline);
  expect_over_at(clock, clients.slot(), *clients.slot().order.deadline);
}

THEN("the slot was over at the director's deadline of {duration}",
     (Clients & clients, Clock& clock, std::chrono::nanoseconds deadline),
     "As the harness measures it; and the error names the deadline, and says that it was not met.") {
  expect_over_at(clock, clients.slot(), deadline);
}

THEN("the slot was over before its deadline", (Clients & clients),
     "However it ended: nobody had to wait for its deadline to end it.") {
  ASSERT_TRUE(clients.slot().over());
  expect_settled_in_time(clients.slot());
}

THEN("the error names the bytes that were needed and those that were free",
     (Clients & clients, Cards& cards, Faults& faults)) {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  const auto bytes = [&](const char* field) {
    const auto* value = slot.error->details.if_contains(field);
    if (!value || !value->is_number())
      throw std::runtime_error(std::string(field) + " is missing in the details of: " + slot.error->message);
    return value->to_number<std::uint64_t>();
  };
  const auto firings = faults.place().rules().firings();
  ASSERT_FALSE(firings.empty()) << "no rule struck";
  EXPECT_EQ(bytes("required_bytes"), firings.back().amount)
      << "it was not what the refused allocation asked for";
  EXPECT_EQ(bytes("capacity_bytes"), cards.card_capacity());
  EXPECT_LT(bytes("available_bytes"), cards.card_capacity() - cards.card_memory_of("worker 1") + 1);
  EXPECT_GT(bytes("available_bytes"), 0u);
  const std::string both = "needs " + slots::human_bytes(bytes("required_bytes")) + ", " +
                           slots::human_bytes(bytes("available_bytes")) + " free of " +
                           slots::human_bytes(bytes("capacity_bytes"));
  EXPECT_NE(slot.error->message.find(both), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << both << "\"";
}

THEN("the error names the {stage} stage", (Clients & clients, Stage stage),
     "In its message, for people, and in its details, for programs.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  EXPECT_TRUE(slot.error->message.find(in_words(stage)) != std::string::npos)
      << "\"" << slot.error->message << "\" does not name the " << in_words(stage);
  const auto* named = slot.error->details.if_contains("stage");
  ASSERT_TRUE(named) << "its details name no stage: " << boost::json::serialize(slot.error->details);
  EXPECT_EQ(*named, name(stage)) << "its details name another stage";
}

THEN("the error says that no worker could be had within {int} ms", (Clients & clients, int limit),
     "In its message; and its details say that the deadline was not met.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  const std::string said = "no worker could be had within the deadline of " + std::to_string(limit) + " ms";
  EXPECT_NE(slot.error->message.find(said), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << said << "\"";
  EXPECT_EQ(boost::json::serialize(slot.error->details.at("deadline_ms")), std::to_string(limit));
  EXPECT_FALSE(slot.error->details.at("deadline_met").as_bool());
}

THEN("the error says what the worker was lost for: {word} in the {stage} stage",
     (Clients & clients, const std::string& code, Stage stage),
     "In its message, and as the cause in its details.") {
  const auto& error = clients.slot().error;
  ASSERT_TRUE(error);
  const auto* cause = error->details.if_contains("cause");
  ASSERT_TRUE(cause) << "its details name no cause: " << boost::json::serialize(error->details);
  const auto lost_for = slots::Error::from_json(*cause);
  EXPECT_EQ(lost_for.code, code);
  EXPECT_EQ(lost_for.details.at("stage").as_string(), name(stage));
  EXPECT_NE(error->message.find(lost_for.message), std::string::npos)
      << "\"" << error->message << "\" does not say \"" << lost_for.message << "\"";
}

THEN("the error says {string}", (Clients & clients, const std::string& words),
     "In its message, for people.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  EXPECT_NE(slot.error->message.find(words), std::string::npos) << "it says: " << slot.error->message;
}

THEN("the slot recovered {int} time(s) from out of memory", (Clients & clients, int times)) {
  EXPECT_EQ(clients.slot().result.at("oom_recovered").to_number<int>(), times);
}

THEN("the slot was dispatched {int} time(s)", (Clients & clients, int times),
     "By its events, and by its slot.json where it has one.") {
  const SlotView& slot = clients.slot();
  EXPECT_EQ(slot.events_of("dispatched").size(), static_cast<std::size_t>(times));
  if (slot.result.empty()) return;
  EXPECT_EQ(slot.result.at("dispatches").to_number<int>(), times) << "slot.json says otherwise";
}

THEN("the error names the loss of worker {int} with {int}, in dispatch {int} of {int}",
     (Clients & clients, int number, int exit, int dispatch, int most), "In its message and its details.") {
  const SlotView& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  const std::string worker = worker_named(number);
  const std::string said =
      worker + " was lost in dispatch " + std::to_string(dispatch) + " of " + std::to_string(most);
  EXPECT_NE(slot.error->message.find(said), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << said << "\"";
  const boost::json::object wanted{
      {"worker", worker}, {"exit", exit}, {"dispatch", dispatch}, {"max_dispatches", most}};
  for (const auto& [key, value] : wanted) {
    const auto* named = slot.error->details.if_contains(key);
    EXPECT_EQ(named ? boost::json::serialize(*named) : "missing", boost::json::serialize(value))
        << key << " of the error's details";
  }
}

THEN("slotctl exits with code {int}", (Clients & clients, Wait& wait, int code)) {
  await_over(wait, clients.slot());
  EXPECT_EQ(clients.slot().exit_code, code) << why(clients.slot());
}

THEN("slotctl exits within {duration} with code {int}",
     (Clients & clients, Wait& wait, std::chrono::nanoseconds limit, int code),
     "From now; on sim exactly. Elsewhere a busy machine may take longer.") {
  ASSERT_TRUE(wait.await([&] { return clients.slot().over(); }, limit)) << "slotctl still runs";
  EXPECT_EQ(clients.slot().exit_code, code) << why(clients.slot());
}

}  // namespace ordeal
