// Limits, and the instants at which they held. Where time is exact (jump, flow, sim) a limit that is a tenth
// longer or shorter fails; on a clock that a busy machine outruns only that it is no shorter can be said.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <boost/json.hpp>
#include <functional>
#include <optional>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr Milliseconds kStopGrace = 100ms;  // for a stage to stop by itself, before its worker is killed
constexpr double kTolerance = 0.01;

void expect_limit(const Clock& clock, Milliseconds passed, Milliseconds limit, Milliseconds more) {
  EXPECT_GE(passed.count(), limit.count() * (1 - kTolerance))
      << "the limit of " << limit.count() << " ms was shorter";
  if (!clock.time_is_exact()) return;
  EXPECT_LE(passed.count(), limit.count() * (1 + kTolerance) + more.count())
      << "the limit of " << limit.count() << " ms was longer";
}

// By the director's clock, since the slot was accepted.
std::optional<Milliseconds> first(const SlotView& slot, const std::string& type, const std::string& field,
                                  const std::string& value) {
  for (const auto& event : slot.events_of(type)) {
    if (event.fields.at(field).as_string() == value) return Milliseconds(event.at_ms);
  }
  return std::nullopt;
}

void expect_failed_after(const Clock& clock, const SlotView& slot, std::optional<Milliseconds> since,
                         Milliseconds limit) {
  ASSERT_TRUE(since) << "the limit never began: the client was told of no such event";
  expect_limit(clock, Milliseconds(slot.took()) - *since, limit, kStopGrace);
}

bool is_signal(const ProgramEvent& event) {
  return event.name == "signal";
}

// From the first event of the director's log that is `from` to the last that is `to`; none: one is missing.
std::optional<Milliseconds> between(Events& events, const std::function<bool(const ProgramEvent&)>& from,
                                    const std::function<bool(const ProgramEvent&)>& to) {
  std::optional<Milliseconds> began, ended;
  for (const ProgramEvent& event : events.log("director")) {
    if (from(event) && !began) began = Milliseconds(event.at_ms);
    if (to(event)) ended = Milliseconds(event.at_ms);
  }
  if (!began || !ended) return std::nullopt;
  return *ended - *began;
}

// Why the director ended the worker last, by its own log; none: it has not, within `limit`.
std::optional<std::string> why_ended(Wait& wait, Events& events, const std::string& worker,
                                     slots::Duration limit) {
  std::optional<std::string> why;
  const auto ended = [&] {
    for (const ProgramEvent& event : events.log("director")) {
      if (event.name == "worker_killed" && is_about(event, "worker", worker))
        why = event.fields.at("why").as_string();
    }
    return why.has_value();
  };
  wait.await(ended, limit);
  return why;
}

// Where the director ended worker 1 for this: "WHAT 5000 ms, limit …".
std::optional<Milliseconds> told_at_its_end(Wait& wait, Events& events, const std::string& what) {
  const auto why = why_ended(wait, events, "worker 1", 120s);
  double ms = 0;
  if (!why || !RE2::PartialMatch(*why, what + R"( (\d+) ms)", &ms)) return std::nullopt;
  return Milliseconds(ms);
}

}  // namespace

THEN("the slot failed {duration} after the {stage} stage was started",
     (Clients & clients, Clock& clock, std::chrono::nanoseconds limit, Stage stage),
     "By the harness's clock, within 1 % where time is exact; and 100 ms for the stage to stop.") {
  expect_failed_after(clock, clients.slot(), first(clients.slot(), "stage_started", "stage", name(stage)),
                      limit);
}

THEN("slot {int} failed {duration} after its {stage} stage was started",
     (Clients & clients, Clock& clock, int number, std::chrono::nanoseconds limit, Stage stage),
     "As for the last one.") {
  const SlotView& slot = clients.slot(number);
  expect_failed_after(clock, slot, first(slot, "stage_started", "stage", name(stage)), limit);
}

THEN("the slot failed {duration} after the {stage} stage was complete",
     (Clients & clients, Clock& clock, std::chrono::nanoseconds limit, Stage stage)) {
  expect_failed_after(clock, clients.slot(),
                      first(clients.slot(), "checkpoint", "name", checkpoint_of(stage)), limit);
}

THEN("worker 1 was ended {duration} after its last beat",
     (Wait & wait, Events& events, Clock& clock, std::chrono::nanoseconds limit),
     "As the director's log says; by the harness's clock it was within that time of the stop.") {
  const auto silent = told_at_its_end(wait, events, "no beat for");
  ASSERT_TRUE(silent) << "the director's log has no end of worker 1 for want of beats";
  expect_limit(clock, *silent, limit, 0ms);
}

THEN("worker 1 was ended {duration} after its device last computed",
     (Wait & wait, Events& events, Clock& clock, std::chrono::nanoseconds limit),
     "As the director's log says, while its beats went on.") {
  const auto idle = told_at_its_end(wait, events, "its device has computed nothing for");
  ASSERT_TRUE(idle) << "the director's log has no end of worker 1 for a device that does not compute";
  expect_limit(clock, *idle, limit, 0ms);
}

THEN("worker {int} was ended {duration} after the director was told to stop",
     (Events & events, Clock& clock, int number, std::chrono::nanoseconds limit),
     "By the director's log: from the first signal that it took to the end that it brought about.") {
  const auto is_its_end = [&](const ProgramEvent& event) {
    return event.name == "worker_killed" && is_about(event, "worker", worker_named(number));
  };
  const auto passed = between(events, is_signal, is_its_end);
  ASSERT_TRUE(passed) << "the director's log has no end of " << worker_named(number);
  expect_limit(clock, *passed, limit, 0ms);
}

THEN("worker {int} was ended {duration} after its last start",
     (Events & events, Clock& clock, int number, std::chrono::nanoseconds limit),
     "By the director's log: the end that it brought about, and the process that had not registered by "
     "then.") {
  std::optional<Milliseconds> started, lasted;
  for (const ProgramEvent& event : events.log("director")) {
    if (!is_about(event, "worker", worker_named(number))) continue;
    if (event.name == "worker_started") started = Milliseconds(event.at_ms);
    if (event.name == "worker_killed" && started) lasted = Milliseconds(event.at_ms) - *started;
  }
  ASSERT_TRUE(lasted) << "the director's log has no end of " << worker_named(number);
  expect_limit(clock, *lasted, limit, 0ms);
}

THEN("the slot was left {duration} after the director was told to stop",
     (Clients & clients, Events& events, Clock& clock, std::chrono::nanoseconds limit),
     "By the director's log: from its first signal until it gave the slot up, for the next director to "
     "make.") {
  const auto is_left = [&](const ProgramEvent& event) {
    return event.name == "slot_left" && is_about(event, "slot", clients.slot().id);
  };
  const auto passed = between(events, is_signal, is_left);
  ASSERT_TRUE(passed) << "the director's log has no slot_left of " << clients.slot().id;
  expect_limit(clock, *passed, limit, kStopGrace);
}

THEN("the error says that {int} ms were waited, and that the deadline was {int} ms",
     (Clients & clients, int waited, int deadline), "In its message and its details.") {
  const auto& error = clients.slot().error;
  ASSERT_TRUE(error);
  const std::string said =
      "within " + std::to_string(waited) + " ms; its deadline was " + std::to_string(deadline) + " ms";
  EXPECT_NE(error->message.find(said), std::string::npos)
      << "\"" << error->message << "\" does not say \"" << said << "\"";
  EXPECT_EQ(error->details.at("waited_ms").to_number<int>(), waited) << "waited_ms";
  EXPECT_EQ(error->details.at("deadline_ms").to_number<int>(), deadline) << "deadline_ms";
}

THEN("the director alerts {duration} after it has ended worker {int} that it is still there",
     (Wait & wait, Events& events, Clock& clock, std::chrono::nanoseconds limit, int number),
     "By its own log: from SIGKILL to an alert that names the process and its card.") {
  std::optional<Milliseconds> ended, told;
  boost::json::object alert;
  const auto alerted = [&] {
    for (const ProgramEvent& event : events.log("director")) {
      if (!is_about(event, "worker", worker_named(number))) continue;
      if (event.name == "worker_killed" && !ended) ended = Milliseconds(event.at_ms);
      if (event.name != "worker_does_not_end") continue;
      told = Milliseconds(event.at_ms);
      alert = event.fields;
    }
    return told.has_value();
  };
  ASSERT_TRUE(wait.await(alerted, 120s)) << "nobody was told that " << worker_named(number)
                                         << " does not end: the director's log has no worker_does_not_end";
  ASSERT_TRUE(ended) << "the director has not ended " << worker_named(number);
  expect_limit(clock, *told - *ended, limit, 0ms);
  EXPECT_TRUE(alert.contains("alert")) << "no alert: " << boost::json::serialize(alert);
  EXPECT_GT(alert.at("pid").to_number<std::int64_t>(), 0);
  EXPECT_EQ(alert.at("device").to_number<int>(), number - 1) << "the card that it holds";
}

THEN("the director ends worker {int}, since {string}",
     (Wait & wait, Events& events, int number, const std::string& why), "By its own log.") {
  const std::string worker = worker_named(number);
  const auto told = why_ended(wait, events, worker, 700s);
  ASSERT_TRUE(told) << "it has not ended " << worker;
  EXPECT_EQ(*told, why);
}

}  // namespace ordeal
