// When the stages of a slot ran, as its client saw it.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/definitions/define.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

struct Span {
  double from_ms = -1, to_ms = -1;
};

// Throws when the stage did not start, or did not end.
Span span_of(const SlotView& slot, const std::string& stage) {
  Span span;
  for (const auto& event : slot.events) {
    if (event.type == "stage_started" && event.fields.at("stage").as_string() == stage) {
      span.from_ms = static_cast<double>(event.at_ms);
    }
    if (event.type == "checkpoint" && event.fields.at("name").as_string() == stage + "_complete") {
      span.to_ms = static_cast<double>(event.at_ms);
    }
  }
  if (span.from_ms < 0 || span.to_ms < 0)
    throw std::runtime_error("the " + stage + " stage did not start and end");
  return span;
}

double breakdown(const SlotView& slot, const std::string& stage) {
  return slot.result.at("breakdown").as_object().at(stage + "_ms").to_number<double>();
}

}  // namespace

THEN("the {stage} and {stage} stages ran at the same time",
     (World & world, const Stage& one, const Stage& other)) {
  const Span a = span_of(world.slot(), one.name), b = span_of(world.slot(), other.name);
  EXPECT_LT(a.from_ms, b.to_ms);
  EXPECT_LT(b.from_ms, a.to_ms);
}

THEN("the {stage} stage started when the {stage} and {stage} stages were over",
     (World & world, const Stage& later, const Stage& one, const Stage& other)) {
  const double began = span_of(world.slot(), later.name).from_ms;
  EXPECT_GE(began, span_of(world.slot(), one.name).to_ms);
  EXPECT_GE(began, span_of(world.slot(), other.name).to_ms);
}

THEN("the {stage} stage started before the {stage} stage was over",
     (World & world, const Stage& later, const Stage& earlier)) {
  EXPECT_LT(span_of(world.slot(), later.name).from_ms, span_of(world.slot(), earlier.name).to_ms);
}

THEN("the slot took less time than its stages one after another", (World & world)) {
  const SlotView& slot = world.slot();
  double sum = 0;
  for (const char* stage : {"audio", "image", "video", "clip"}) sum += breakdown(slot, stage);
  EXPECT_LT(slot.result.at("generation_time_ms").to_number<double>(), sum);
}

THEN("these checkpoints came in this order:", (World & world, const DataTable& table)) {
  std::vector<std::string> wanted, seen;
  for (const auto& row : table.rows) wanted.push_back(row.at(0));
  for (const auto& event : world.slot().events_of("checkpoint")) {
    seen.emplace_back(event.fields.at("name").as_string());
    EXPECT_GT(event.fields.at("took_ms").to_number<double>(), 0)
        << seen.back() << " has no milliseconds of its own";
  }
  EXPECT_EQ(seen, wanted);
}

THEN("slot.json has {string}", (World & world, const std::string& field)) {
  EXPECT_TRUE(world.slot().result.contains(field)) << "slot.json has no \"" << field << "\"";
}

THEN("slot.json's breakdown has the milliseconds of each stage", (World & world)) {
  for (const char* stage : {"audio", "image", "video", "clip"})
    EXPECT_GT(breakdown(world.slot(), stage), 0) << stage;
}

THEN("the {stage} stage was stopped before it ended", (World & world, const Stage& stage),
     "By the worker's own log: the stage was asked to stop and did.") {
  const auto stopped = [&] {
    for (const auto& event : world.log("worker 1")) {
      if (event.name == "stage_stopped" && event.fields.at("stage").as_string() == stage.name) return true;
    }
    return false;
  };
  EXPECT_TRUE(world.await(stopped, std::chrono::seconds(30)))
      << "worker 1 stopped no " << stage.name << " stage";
}

THEN("the {stage} stage was over long before its {duration}",
     (World & world, const Stage& stage, std::chrono::nanoseconds whole),
     "The slot failed in less than half the time that this stage alone would have taken.") {
  ASSERT_TRUE(world.slot().over());
  const auto& events = world.slot().events;
  ASSERT_FALSE(events.empty());
  EXPECT_LT(static_cast<double>(events.back().at_ms), slots::milliseconds(whole) / 2)
      << "the slot's last event came so late that the " << stage.name << " stage must have gone on";
}

}  // namespace ordeal
