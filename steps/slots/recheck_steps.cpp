// The check of a card after one of its stages was stopped, and before the next slot.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/posted.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// The place of the first such event in worker 1's log.
std::optional<std::size_t> place_of(Events& events, std::string_view name, const std::string& slot) {
  const auto& log = events.log("worker 1");
  for (std::size_t n = 0; n < log.size(); ++n) {
    if (log[n].name == name && is_about(log[n], "slot", slot)) return n;
  }
  return std::nullopt;
}

}  // namespace

THEN("worker 1 has checked its card after that slot", (Wait & wait, Clients& clients, Events& events),
     "Once, by its own log, and after the stage was stopped.") {
  const std::string slot = clients.slot().id;
  const bool checked = wait.await([&] { return place_of(events, "device_checked", slot).has_value(); }, 30s);
  ASSERT_TRUE(checked) << "the log of worker 1 has no check of its card after slot " << slot;
  const auto stopped = place_of(events, "stage_stopped", slot);
  ASSERT_TRUE(stopped) << "worker 1 stopped no stage of slot " << slot;
  EXPECT_LT(*stopped, *place_of(events, "device_checked", slot)) << "checked before the stage was stopped";
  std::size_t times = 0;
  for (const ProgramEvent& event : events.log("worker 1")) times += event.name == "device_checked" ? 1 : 0;
  EXPECT_EQ(times, 1u) << "checks of its card";
}

THEN("worker 1 has checked its card between slot {int} and slot {int}",
     (Events & events, Posted& posted, int first, int second),
     "Of those that were posted, by its own log: nothing of the second was begun before.") {
  const std::string before = slot_of(posted.nth(first)), after = slot_of(posted.nth(second));
  const auto checked = place_of(events, "device_checked", before);
  ASSERT_TRUE(checked) << "the log of worker 1 has no check of its card after slot " << first;
  const auto begun = place_of(events, "stage_begins", after);
  ASSERT_TRUE(begun) << "worker 1 has begun nothing of slot " << second;
  EXPECT_LT(*checked, *begun) << "slot " << second << " was begun on a card that was not checked";
}

THEN("worker 1 leaves its card with {word}, since {string}",
     (Wait & wait, Events& events, const std::string& code, const std::string& why),
     "By its own log, between two slots; a part of what it says.") {
  EventCursor cursor(events, "worker 1");
  const ProgramEvent* left = nullptr;
  wait.await([&] { return (left = cursor.next("device_failed")) != nullptr; }, 30s);
  ASSERT_TRUE(left) << "the log of worker 1 does not say that its card failed";
  const slots::Error error = slots::Error::from_json(left->fields);
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_NE(error.message.find(why), std::string::npos)
      << "worker 1 says: " << error.message << "\nand not: " << why;
}

}  // namespace ordeal
