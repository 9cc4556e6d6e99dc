// Slots as a client submits them, and how they end.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <boost/json.hpp>

#include "harness/definitions/define.hpp"
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

// By the world's clock, from slotctl's start until it showed how the slot ended.
void expect_settled_in_time(const SlotView& slot) {
  ASSERT_TRUE(slot.order.deadline) << "this slot was submitted without a deadline";
  const auto whole_ms = [](slots::Duration d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  };
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

THEN("the slot is done by the standby", (World & world)) {
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

THEN("the slot was over before its deadline", (World & world),
     "However it ended: nobody had to wait for its deadline to end it.") {
  ASSERT_TRUE(world.slot().over());
  expect_settled_in_time(world.slot());
}

THEN("the error names the bytes that were needed and those that were free", (World & world)) {
  const auto& slot = world.slot();
  ASSERT_TRUE(slot.error);
  for (const char* field : {"required_bytes", "available_bytes", "capacity_bytes"}) {
    const auto* value = slot.error->details.if_contains(field);
    ASSERT_TRUE(value && value->is_number()) << field << " is missing in " << slot.error->message;
    EXPECT_GT(value->to_number<std::int64_t>(), 0) << field;
  }
  static const RE2 both("needs [0-9.]+ [kMG]?B, [0-9.]+ [kMG]?B free of [0-9.]+ [kMG]?B");
  EXPECT_TRUE(RE2::PartialMatch(slot.error->message, both)) << slot.error->message;
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
