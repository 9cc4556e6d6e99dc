// When the stages of a slot ran, as its client saw it.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

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
Span span_of(const SlotView& slot, Stage stage) {
  Span span;
  for (const auto& event : slot.events) {
    if (event.type == "stage_started" && event.fields.at("stage").as_string() == name(stage)) {
      span.from_ms = static_cast<double>(event.at_ms);
    }
    if (event.type == "checkpoint" && event.fields.at("name").as_string() == checkpoint_of(stage)) {
      span.to_ms = static_cast<double>(event.at_ms);
    }
  }
  if (span.from_ms < 0 || span.to_ms < 0)
    throw std::runtime_error("the " + in_words(stage) + " did not start and end");
  return span;
}

// Throws when slot.json does not have it.
double breakdown(const SlotView& slot, Stage stage) {
  const std::string field = std::string(name(stage)) + "_ms";
  const auto* time = slot.result.at("breakdown").as_object().if_contains(field);
  if (!time) throw std::runtime_error("slot.json's breakdown has no " + field);
  return time->to_number<double>();
}

double took_ms(const SlotView& slot, Stage stage) {
  for (const auto& event : slot.events_of("checkpoint")) {
    if (event.fields.at("name").as_string() == checkpoint_of(stage))
      return event.fields.at("took_ms").to_number<double>();
  }
  throw std::runtime_error("there is no checkpoint " + checkpoint_of(stage));
}

// The worker has done `steps` of one stage before the other is complete; that the director has started both
// does not say so. A stage reports step 0 when it begins on the device.
void expect_work_before_end(const SlotView& slot, Stage one, std::int64_t steps, Stage other) {
  for (const auto& event : slot.events) {
    if (event.type == "progress" && event.fields.at("stage").as_string() == name(one) &&
        event.fields.at("done").to_number<std::int64_t>() >= steps) {
      return;
    }
    if (event.type == "checkpoint" && event.fields.at("name").as_string() == checkpoint_of(other)) break;
  }
  ADD_FAILURE() << "the " << in_words(one) << " had not reached step " << steps << " when the "
                << in_words(other) << " was complete";
}

}  // namespace

THEN("the {stage} and {stage} stages ran at the same time", (Clients & clients, Stage one, Stage other)) {
  const Span a = span_of(clients.slot(), one), b = span_of(clients.slot(), other);
  EXPECT_LT(a.from_ms, b.to_ms) << name(one) << " was started when " << name(other) << " was complete";
  EXPECT_LT(b.from_ms, a.to_ms) << name(other) << " was started when " << name(one) << " was complete";
  expect_work_before_end(clients.slot(), one, 1, other);
  expect_work_before_end(clients.slot(), other, 1, one);
}

THEN("the {stage} stage started when the {stage} and {stage} stages were over",
     (Clients & clients, Stage later, Stage one, Stage other)) {
  const double began = span_of(clients.slot(), later).from_ms;
  for (const Stage earlier : {one, other}) {
    EXPECT_GE(began, span_of(clients.slot(), earlier).to_ms)
        << name(later) << " was started before " << name(earlier) << " was complete";
  }
}

THEN("the {stage} stage started before the {stage} stage was over",
     (Clients & clients, Stage later, Stage earlier)) {
  EXPECT_LT(span_of(clients.slot(), later).from_ms, span_of(clients.slot(), earlier).to_ms)
      << name(later) << " was started when " << name(earlier) << " was complete";
  expect_work_before_end(clients.slot(), later, 0, earlier);
}

THEN("the slot took as long as the longer of audio and image, video, and the rest of clip",
     (Clients & clients, Clock& clock),
     "By its own breakdown: max(audio, image) + video + what clip needed after video. What passes between "
     "stages "
     "is less than half of the shorter one, on sim nothing to speak of.") {
  const SlotView& slot = clients.slot();
  const double audio = breakdown(slot, Stage::audio), image = breakdown(slot, Stage::image);
  const double rest = span_of(slot, Stage::clip).to_ms - span_of(slot, Stage::video).to_ms;
  const double whole = std::max(audio, image) + breakdown(slot, Stage::video) + rest;
  const double between = std::min(slots::milliseconds(clock.tolerance()), std::min(audio, image) / 2);
  const double took = slot.result.at("generation_time_ms").to_number<double>();
  EXPECT_LE(took, whole + between + kRounding)
      << "audio " << audio << " ms, image " << image << " ms, video " << breakdown(slot, Stage::video)
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
  const double audio = took_ms(clients.slot(), Stage::audio), image = took_ms(clients.slot(), Stage::image);
  const bool audio_first = std::abs(audio - image) > slots::milliseconds(clock.tolerance())
                               ? audio < image
                               : !seen.empty() && seen.front() == "audio_complete";
  const std::vector<std::string> expected{audio_first ? "audio_complete" : "image_complete",
                                          audio_first ? "image_complete" : "audio_complete", "video_complete",
                                          "clip_complete"};
  EXPECT_EQ(seen, expected) << "audio took " << audio << " ms, image " << image << " ms";
}

THEN("its client was told each of its steps once", (Clients & clients),
     "Accepted, dispatched, started with each stage, and done.") {
  std::map<std::string, int> told;
  for (const auto& event : clients.slot().events) {
    const auto* stage = event.type == "stage_started" ? event.fields.if_contains("stage") : nullptr;
    if (event.type != "progress" && event.type != "checkpoint")
      ++told[event.type + (stage ? " " + std::string(stage->as_string()) : "")];
  }
  std::map<std::string, int> expected{{"accepted", 1}, {"dispatched", 1}, {"done", 1}};
  for (const Stage stage : slots::kStages) expected["stage_started " + std::string(name(stage))] = 1;
  EXPECT_EQ(told, expected);
}

THEN("its client was told once that it was accepted, and once that it was recovered", (Clients & clients)) {
  for (const char* type : {"accepted", "recovered"})
    EXPECT_EQ(clients.slot().events_of(type).size(), 1u) << "events of the type " << type;
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
  for (const Stage stage : slots::kStages) {
    EXPECT_GT(breakdown(clients.slot(), stage), 0) << name(stage);
    EXPECT_DOUBLE_EQ(breakdown(clients.slot(), stage), took_ms(clients.slot(), stage))
        << name(stage) << " has other milliseconds than its checkpoint";
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

THEN("the {stage} stage was tried {int} times, after a pause that was drawn from {duration} and told",
     (Clients & clients, Clock& clock, Stage stage, int times, std::chrono::nanoseconds most),
     "By the slot's events: each failure but the last said how long its next try was to wait.") {
  std::vector<slots::SlotEvent> failures;
  std::vector<double> starts;
  for (const auto& event : clients.slot().events) {
    const auto* about = event.fields.if_contains("stage");
    if (!about || about->as_string() != name(stage)) continue;
    if (event.type == "stage_failed") failures.push_back(event);
    if (event.type == "stage_started") starts.push_back(static_cast<double>(event.at_ms));
  }
  ASSERT_EQ(starts.size(), static_cast<std::size_t>(times)) << "starts of the " << in_words(stage);
  ASSERT_EQ(failures.size(), starts.size()) << "failures of the " << in_words(stage);
  for (std::size_t n = 0; n + 1 < starts.size(); ++n) {
    const auto& fields = failures[n].fields;
    const std::string shown = boost::json::serialize(fields);
    ASSERT_TRUE(fields.at("again").as_bool()) << shown;
    EXPECT_EQ(fields.at("retry").to_number<std::size_t>(), n + 1) << shown;
    EXPECT_EQ(fields.at("max_retries").to_number<int>(), times - 1) << shown;
    const double told = 1000 * fields.at("next_retry_seconds").to_number<double>();
    EXPECT_LT(told, slots::milliseconds(most)) << "the pause was not drawn: " << shown;
    const double pause = starts[n + 1] - static_cast<double>(failures[n].at_ms);
    EXPECT_GE(pause + kRounding, told) << "it was tried again after " << pause << " ms: " << shown;
    if (clock.time_is_exact()) EXPECT_LE(pause, told + kRounding) << "it was tried again too late: " << shown;
  }
  EXPECT_EQ(failures.back().fields.at("why").as_string(), "exhausted");
}

THEN("the {stage} stage was stopped before it ended", (Wait & wait, Events& events, Stage stage),
     "By the worker's own log: the stage was asked to stop and did.") {
  EventCursor cursor(events, "worker 1");
  const auto stopped = [&] {
    while (const ProgramEvent* event = cursor.next("stage_stopped")) {
      if (event->fields.at("stage").as_string() == name(stage)) return true;
    }
    return false;
  };
  EXPECT_TRUE(wait.await(stopped, std::chrono::seconds(30))) << "worker 1 stopped no " << in_words(stage);
}

THEN("the {stage} stage was over long before its {duration}",
     (Clients & clients, Stage stage, std::chrono::nanoseconds whole),
     "The slot failed in less than half the time that this stage alone would have taken.") {
  ASSERT_TRUE(clients.slot().over());
  const auto& events = clients.slot().events;
  ASSERT_FALSE(events.empty());
  EXPECT_LT(static_cast<double>(events.back().at_ms), slots::milliseconds(whole) / 2)
      << "the slot's last event came so late that the " << in_words(stage) << " must have gone on";
}

}  // namespace ordeal
