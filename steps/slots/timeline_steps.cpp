// When the stages of a slot ran, as its client saw it.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

constexpr double kRounding = 1;  // ms: events say when they were in whole ones

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

constexpr const char* kStages[] = {"audio", "image", "video", "clip"};

// Throws when slot.json does not have it.
double breakdown(const SlotView& slot, const std::string& stage) {
  const auto* time = slot.result.at("breakdown").as_object().if_contains(stage + "_ms");
  if (!time) throw std::runtime_error("slot.json's breakdown has no " + stage + "_ms");
  return time->to_number<double>();
}

double took_ms(const SlotView& slot, const std::string& stage) {
  for (const auto& event : slot.events_of("checkpoint")) {
    if (event.fields.at("name").as_string() == stage + "_complete")
      return event.fields.at("took_ms").to_number<double>();
  }
  throw std::runtime_error("there is no checkpoint " + stage + "_complete");
}

// The worker has done `steps` of one stage before the other is complete; that the director has started both
// does not say so. A stage reports step 0 when it begins on the device.
void expect_work_before_end(const SlotView& slot, const std::string& one, std::int64_t steps,
                            const std::string& other) {
  for (const auto& event : slot.events) {
    if (event.type == "progress" && event.fields.at("stage").as_string() == one &&
        event.fields.at("done").to_number<std::int64_t>() >= steps) {
      return;
    }
    if (event.type == "checkpoint" && event.fields.at("name").as_string() == other + "_complete") break;
  }
  ADD_FAILURE() << "the " << one << " stage had not reached step " << steps << " when the " << other
                << " stage was complete";
}

}  // namespace

THEN("the {stage} and {stage} stages ran at the same time",
     (Clients & clients, const Stage& one, const Stage& other)) {
  const Span a = span_of(clients.slot(), one.name), b = span_of(clients.slot(), other.name);
  EXPECT_LT(a.from_ms, b.to_ms) << one.name << " was started when " << other.name << " was complete";
  EXPECT_LT(b.from_ms, a.to_ms) << other.name << " was started when " << one.name << " was complete";
  expect_work_before_end(clients.slot(), one.name, 1, other.name);
  expect_work_before_end(clients.slot(), other.name, 1, one.name);
}

THEN("the {stage} stage started when the {stage} and {stage} stages were over",
     (Clients & clients, const Stage& later, const Stage& one, const Stage& other)) {
  const double began = span_of(clients.slot(), later.name).from_ms;
  for (const auto& earlier : {one.name, other.name}) {
    EXPECT_GE(began, span_of(clients.slot(), earlier).to_ms)
        << later.name << " was started before " << earlier << " was complete";
  }
}

THEN("the {stage} stage started before the {stage} stage was over",
     (Clients & clients, const Stage& later, const Stage& earlier)) {
  EXPECT_LT(span_of(clients.slot(), later.name).from_ms, span_of(clients.slot(), earlier.name).to_ms)
      << later.name << " was started when " << earlier.name << " was complete";
  expect_work_before_end(clients.slot(), later.name, 0, earlier.name);
}

THEN("the slot took as long as the longer of audio and image, video, and the rest of clip",
     (Clients & clients, Clock& clock),
     "By its own breakdown: max(audio, image) + video + what clip needed after video. What passes between "
     "stages "
     "is less than half of the shorter one, on sim nothing to speak of.") {
  const SlotView& slot = clients.slot();
  const double audio = breakdown(slot, "audio"), image = breakdown(slot, "image");
  const double rest = span_of(slot, "clip").to_ms - span_of(slot, "video").to_ms;
  const double whole = std::max(audio, image) + breakdown(slot, "video") + rest;
  const double between = std::min(slots::milliseconds(clock.tolerance()), std::min(audio, image) / 2);
  const double took = slot.result.at("generation_time_ms").to_number<double>();
  EXPECT_LE(took, whole + between + kRounding)
      << "audio " << audio << " ms, image " << image << " ms, video " << breakdown(slot, "video")
      << " ms, clip " << rest << " ms after video: they did not overlap as they should";
  EXPECT_GE(took + kRounding, whole) << "a slot cannot be faster than its stages";
}

THEN("each stage has one checkpoint with its milliseconds, in the order in which the stages ended",
     (Clients & clients, Clock& clock),
     "Of audio and image, which begin together, the shorter one is first.") {
  std::vector<std::string> seen;
  for (const auto& event : clients.slot().events_of("checkpoint")) {
    seen.emplace_back(event.fields.at("name").as_string());
    EXPECT_GT(event.fields.at("took_ms").to_number<double>(), 0)
        << seen.back() << " has no milliseconds of its own";
  }
  const double audio = took_ms(clients.slot(), "audio"), image = took_ms(clients.slot(), "image");
  const bool audio_first = std::abs(audio - image) > slots::milliseconds(clock.tolerance())
                               ? audio < image
                               : !seen.empty() && seen.front() == "audio_complete";
  const std::vector<std::string> expected{audio_first ? "audio_complete" : "image_complete",
                                          audio_first ? "image_complete" : "audio_complete", "video_complete",
                                          "clip_complete"};
  EXPECT_EQ(seen, expected) << "audio took " << audio << " ms, image " << image << " ms";
}

THEN("slot.json says whether the deadline was met", (Clients & clients),
     "deadline_met, by its own generation_time_ms and by the deadline that was asked for.") {
  const SlotView& slot = clients.slot();
  ASSERT_TRUE(slot.order.deadline);
  const double deadline = slots::milliseconds(*slot.order.deadline);
  EXPECT_DOUBLE_EQ(slot.result.at("deadline_ms").to_number<double>(), deadline);
  EXPECT_EQ(slot.result.at("deadline_met").as_bool(),
            slot.result.at("generation_time_ms").to_number<double>() <= deadline)
      << boost::json::serialize(slot.result);
}

THEN("slot.json's breakdown has the milliseconds of each stage", (Clients & clients),
     "Those of the checkpoints; and milliseconds they are: all stages together took no longer than what "
     "passed "
     "between their starts and checkpoints, and not a tenth of it.") {
  double took = 0, passed = 0;
  for (const char* stage : kStages) {
    EXPECT_GT(breakdown(clients.slot(), stage), 0) << stage;
    EXPECT_DOUBLE_EQ(breakdown(clients.slot(), stage), took_ms(clients.slot(), stage))
        << stage << " has other milliseconds than its checkpoint";
    const Span span = span_of(clients.slot(), stage);
    took += breakdown(clients.slot(), stage);
    passed += span.to_ms - span.from_ms + kRounding;
  }
  EXPECT_LE(took, passed) << "the stages took longer than there was time";
  EXPECT_GE(took, passed / 10) << "the stages' times are no milliseconds";
}

THEN("slot.json's generation time lies between the last checkpoint and the end", (Clients & clients)) {
  const SlotView& slot = clients.slot();
  const double took = slot.result.at("generation_time_ms").to_number<double>();
  const auto checkpoints = slot.events_of("checkpoint");
  ASSERT_FALSE(checkpoints.empty());
  EXPECT_GE(took + kRounding, static_cast<double>(checkpoints.back().at_ms));
  EXPECT_LE(took, static_cast<double>(slot.events.back().at_ms) + kRounding);
}

THEN("the {stage} stage was stopped before it ended", (Wait & wait, Events& events, const Stage& stage),
     "By the worker's own log: the stage was asked to stop and did.") {
  EventCursor cursor(events, "worker 1");
  const auto stopped = [&] {
    while (const ProgramEvent* event = cursor.next("stage_stopped")) {
      if (event->fields.at("stage").as_string() == stage.name) return true;
    }
    return false;
  };
  EXPECT_TRUE(wait.await(stopped, std::chrono::seconds(30)))
      << "worker 1 stopped no " << stage.name << " stage";
}

THEN("the {stage} stage was over long before its {duration}",
     (Clients & clients, const Stage& stage, std::chrono::nanoseconds whole),
     "The slot failed in less than half the time that this stage alone would have taken.") {
  ASSERT_TRUE(clients.slot().over());
  const auto& events = clients.slot().events;
  ASSERT_FALSE(events.empty());
  EXPECT_LT(static_cast<double>(events.back().at_ms), slots::milliseconds(whole) / 2)
      << "the slot's last event came so late that the " << stage.name << " stage must have gone on";
}

}  // namespace ordeal
