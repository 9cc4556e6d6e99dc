// Limits, and the instants at which they held. Where time is exact (jump, flow, sim) a limit that is a tenth
// longer or shorter fails; on a clock that a busy machine outruns only that it is no shorter can be said.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <optional>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
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

}  // namespace

THEN("the slot failed {duration} after the {stage} stage was started",
     (Clients & clients, Clock& clock, std::chrono::nanoseconds limit, Stage stage),
     "By the harness's clock, within 1 % where time is exact; and 100 ms for the stage to stop.") {
  expect_failed_after(clock, clients.slot(), first(clients.slot(), "stage_started", "stage", name(stage)),
                      limit);
}

THEN("the slot failed {duration} after the {stage} stage was complete",
     (Clients & clients, Clock& clock, std::chrono::nanoseconds limit, Stage stage)) {
  expect_failed_after(clock, clients.slot(),
                      first(clients.slot(), "checkpoint", "name", checkpoint_of(stage)), limit);
}

THEN("worker 1 was ended {duration} after its last beat",
     (Wait & wait, Events& events, Clock& clock, std::chrono::nanoseconds limit),
     "As the director's log says; by the harness's clock it was within that time of the stop.") {
  std::optional<double> silent_ms;
  const auto ended = [&] {
    static const RE2 silence(R"(no beat for (\d+) ms)");
    for (const auto& event : events.log("director")) {
      double ms = 0;
      if (event.name != "worker_killed" || event.fields.at("worker").as_string() != "worker 1") continue;
      if (RE2::PartialMatch(std::string(event.fields.at("why").as_string()), silence, &ms)) silent_ms = ms;
    }
    return silent_ms.has_value();
  };
  ASSERT_TRUE(wait.await(ended, 120s)) << "the director's log has no end of worker 1 for want of beats";
  expect_limit(clock, Milliseconds(*silent_ms), limit, 0ms);
}

}  // namespace ordeal
