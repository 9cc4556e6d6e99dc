// Slots as a client submits them, and how they end.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
#include "pipeline/protocol/bytes.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// Nominal: longer than any slot may take, so that a step never waits in vain for ever.
constexpr slots::Duration kOver = 300s;

void await_over(World& world, SlotView& slot) {
  ASSERT_TRUE(world.await([&] { return slot.over(); }, kOver))
      << "slotctl has not ended after 300 s (nominal)";
}

std::string why(const SlotView& slot) {
  std::string text = "slotctl ended with exit code " + std::to_string(slot.exit_code.value_or(-1));
  if (slot.error) text += ", " + slot.error->code.text + ": " + slot.error->message;
  return text;
}

void expect_done(World& world, SlotView& slot) {
  await_over(world, slot);
  ASSERT_EQ(slot.exit_code, 0) << why(slot);
  ASSERT_FALSE(slot.result.empty()) << "slotctl ended with 0 and without a slot.json";
}

std::int64_t whole_ms(slots::Duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

// By the world's clock, from slotctl's start until it showed how the slot ended.
void expect_settled_in_time(const SlotView& slot) {
  ASSERT_TRUE(slot.order.deadline) << "this slot was submitted without a deadline";
  EXPECT_LE(slot.took(), *slot.order.deadline)
      << "the slot was settled " << whole_ms(slot.took()) << " ms after its submission, and its deadline is "
      << whole_ms(*slot.order.deadline) << " ms (both nominal)";
}

void expect_done_in_time(World& world, SlotView& slot) {
  ASSERT_NO_FATAL_FAILURE(expect_done(world, slot));
  expect_settled_in_time(slot);
  EXPECT_TRUE(slot.result.at("deadline_met").as_bool())
      << "the director says otherwise: " << boost::json::serialize(slot.result);
}

void expect_done_by_standby(World& world, SlotView& slot) {
  ASSERT_NO_FATAL_FAILURE(expect_done(world, slot));
  EXPECT_EQ(std::string(slot.result.at("worker").as_string()), "standby");
}

}  // namespace

WHEN("a slot is submitted", (World & world)) {
  world.submit({});
}

WHEN("a slot with a deadline of {duration} is submitted",
     (World & world, std::chrono::nanoseconds deadline)) {
  SlotOrder order;
  order.deadline = deadline;
  world.submit(order);
}

WHEN("a slot with the prompt {string} and the script {string} is submitted",
     (World & world, const std::string& prompt, const std::string& script)) {
  world.submit({.prompt = prompt, .script = script});
}

THEN("the slot is done", (World & world)) {
  expect_done(world, world.slot());
}

THEN("the slot is done within its deadline", (World & world),
     "As the harness measures it, from slotctl's start; and the director must say the same.") {
  expect_done_in_time(world, world.slot());
}

THEN("the slot is done within its deadline by the standby", (World & world)) {
  ASSERT_NO_FATAL_FAILURE(expect_done_in_time(world, world.slot()));
  expect_done_by_standby(world, world.slot());
}

THEN("the next slot is done by the standby", (World & world), "Submits another slot and waits for it.") {
  expect_done_by_standby(world, world.submit({}));
}

THEN("both slots are done", (World & world)) {
  ASSERT_EQ(world.slots().size(), 2u);
  for (const auto& slot : world.slots()) expect_done(world, *slot);
}

THEN("the slot fails with {word} and exit code {int}",
     (World & world, const std::string& code, int exit_code)) {
  SlotView& slot = world.slot();
  await_over(world, slot);
  EXPECT_EQ(slot.exit_code, exit_code) << why(slot);
  ASSERT_TRUE(slot.error) << "slotctl said no error";
  EXPECT_EQ(slot.error->code.text, code) << slot.error->message;
}

THEN("the slot was accepted no sooner than {duration} after it was submitted",
     (World & world, std::chrono::nanoseconds wait), "As the harness measures it, from slotctl's start.") {
  const SlotView& slot = world.slot();
  ASSERT_TRUE(slot.accepted_at) << "slotctl never showed that its slot was accepted";
  EXPECT_GE(*slot.accepted_at - slot.submitted_at, wait)
      << "it was accepted after " << whole_ms(*slot.accepted_at - slot.submitted_at) << " ms (nominal)";
}

THEN("the slot was over at its deadline", (World & world),
     "As the harness measures it; and the error says that the deadline was not met.") {
  const SlotView& slot = world.slot();
  ASSERT_TRUE(slot.over() && slot.order.deadline);
  EXPECT_GE(slot.took() + world.tolerance(), *slot.order.deadline)
      << "it was given up " << whole_ms(slot.took()) << " ms after its submission, before its deadline";
  EXPECT_LE(slot.took(), *slot.order.deadline + world.tolerance())
      << "it was given up " << whole_ms(slot.took()) << " ms after its submission, long after its deadline";
  ASSERT_TRUE(slot.error);
  const auto* met = slot.error->details.if_contains("deadline_met");
  ASSERT_TRUE(met && met->is_bool()) << boost::json::serialize(slot.error->details);
  EXPECT_FALSE(met->as_bool());
}

THEN("the slot was over before its deadline", (World & world),
     "However it ended: nobody had to wait for its deadline to end it.") {
  ASSERT_TRUE(world.slot().over());
  expect_settled_in_time(world.slot());
}

THEN("the error names the bytes that were needed and those that were free", (World & world)) {
  const auto& slot = world.slot();
  ASSERT_TRUE(slot.error);
  const auto bytes = [&](const char* field) {
    const auto* value = slot.error->details.if_contains(field);
    if (!value || !value->is_number())
      throw std::runtime_error(std::string(field) + " is missing in the details of: " + slot.error->message);
    return value->to_number<std::uint64_t>();
  };
  const auto firings = world.rules().firings();
  ASSERT_FALSE(firings.empty()) << "no rule struck";
  EXPECT_EQ(bytes("required_bytes"), firings.back().amount)
      << "it was not what the refused allocation asked for";
  EXPECT_EQ(bytes("capacity_bytes"), world.card_capacity());
  EXPECT_LT(bytes("available_bytes"), world.card_capacity() - world.card_memory_of("worker 1") + 1);
  EXPECT_GT(bytes("available_bytes"), 0u);
  const std::string both = "needs " + slots::human_bytes(bytes("required_bytes")) + ", " +
                           slots::human_bytes(bytes("available_bytes")) + " free of " +
                           slots::human_bytes(bytes("capacity_bytes"));
  EXPECT_NE(slot.error->message.find(both), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << both << "\"";
}

THEN("the error names the {stage} stage", (World & world, const Stage& stage)) {
  const auto& slot = world.slot();
  ASSERT_TRUE(slot.error);
  EXPECT_TRUE(slot.error->message.find(stage.name + " stage") != std::string::npos)
      << "\"" << slot.error->message << "\" does not name the " << stage.name << " stage";
}

THEN("the slot recovered {int} time(s) from out of memory", (World & world, int times)) {
  EXPECT_EQ(world.slot().result.at("oom_recovered").to_number<int>(), times);
}

THEN("the slot was dispatched {int} time(s)", (World & world, int times)) {
  EXPECT_EQ(world.slot().events_of("dispatched").size(), static_cast<std::size_t>(times));
}

THEN("slotctl exits with code {int}", (World & world, int code)) {
  await_over(world, world.slot());
  EXPECT_EQ(world.slot().exit_code, code) << why(world.slot());
}

}  // namespace ordeal
