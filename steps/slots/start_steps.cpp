// Workers that start, or cannot: when they are tried again, what is said of it, and whether slots can be made
// meanwhile.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "harness/definitions/define.hpp"
#include "pipeline/protocol/duration_text.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/pauses.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using Nanoseconds = std::chrono::nanoseconds;

constexpr slots::Duration kNoticed = 5s;  // nominal: readiness must follow within it
constexpr slots::Duration kMended = 70s;  // nominal: the longest back-off, 60 s, and a start
constexpr slots::Duration kTried = 600s;  // nominal: for the tries that a scenario counts

// From each end of its process, or start that failed, until the next start; in milliseconds.
std::vector<double> pauses_of(Events& events, const std::string& worker) {
  std::vector<double> pauses;
  std::optional<double> ended;
  for (const ProgramEvent& event : events.log("director")) {
    if (!is_about(event, "worker", worker)) continue;
    if (event.name == "worker_exited" || event.name == "worker_start_failed") ended = event.at_ms;
    if (event.name == "worker_starting" && ended) pauses.push_back(event.at_ms - *std::exchange(ended, {}));
  }
  return pauses;
}

std::size_t starts_of(Events& events, const std::string& worker) {
  const auto& log = events.log("director");
  return static_cast<std::size_t>(std::count_if(log.begin(), log.end(), [&](const ProgramEvent& event) {
    return event.name == "worker_starting" && is_about(event, "worker", worker);
  }));
}

HttpAnswer readiness(Requests& requests) {
  return requests.ask({.target = "/readyz"});
}

// The next event of this name about the worker, within the time that tries take; null: none.
const ProgramEvent* await_event(Wait& wait, Events& events, const char* name, const std::string& worker) {
  EventCursor cursor(events, "director");
  const ProgramEvent* found = nullptr;
  wait.await(
      [&] {
        while (const ProgramEvent* event = cursor.next(name)) {
          if (is_about(*event, "worker", worker)) found = event;
        }
        return found != nullptr;
      },
      kTried);
  return found;
}

}  // namespace

GIVEN("workers are started afresh", (Director & director), "Each executes its program: there is no zygote.") {
  director.config().zygote = false;
}

GIVEN("slots are refused while no worker can make them", (Director & director), "In place of waiting.") {
  director.config().queue_without_workers = false;
}

WHEN("a director with 1 worker and {int} standby(s) is started that may get none",
     (Director & director, int standbys), "Waits for the director alone.") {
  director.config().standbys = standbys;
  director.start_alone();
}

WHEN("what was broken is mended", (Faults & faults), "Each fault so far is taken away.") {
  faults.cure();
}

THEN("the director is not ready, since {string}",
     (Wait & wait, Requests& requests, const std::string& reason),
     "Within 5 s (nominal) its readiness is 503 and has such a reason, and its liveness is 200.") {
  HttpAnswer answer;
  const bool told = wait.await(
      [&] {
        answer = readiness(requests);
        return answer.status == 503 && answer.body.find(reason) != std::string::npos;
      },
      kNoticed);
  EXPECT_TRUE(told) << "after 5 s its readiness is " << answer.status << ": " << answer.body;
  EXPECT_FALSE(RE2::PartialMatch(answer.body, R"([^a-z]/[a-z])")) << "a path of the host: " << answer.body;
  EXPECT_EQ(requests.ask({.target = "/healthz"}).status, 200u) << "whoever lives is not to be ended";
}

THEN("the director is ready", (Wait & wait, Requests& requests), "Within 70 s (nominal).") {
  HttpAnswer answer;
  wait.await([&] { return (answer = readiness(requests)).status == 200; }, kMended);
  EXPECT_EQ(answer.status, 200u) << answer.body;
}

THEN("the director is ready, and {word}", (Requests & requests, const std::string& status),
     "By its readiness, 200, and its health: ok or degraded.") {
  const HttpAnswer answer = readiness(requests);
  EXPECT_EQ(answer.status, 200u) << answer.body;
  EXPECT_EQ(requests.ask({.target = "/healthz"}).json().at("status").as_string(), status);
}

THEN("worker {int} was started again after {string}",
     (Wait & wait, Events& events, Clock& clock, int number, const std::string& delays),
     "The pauses so far between an end, or a start that failed, and the next start: '1 s, 2 s', to the "
     "millisecond where time is exact.") {
  const std::string worker = worker_named(number);
  const auto expected = milliseconds_in(delays);
  std::vector<double> pauses;
  wait.await([&] { return (pauses = pauses_of(events, worker)).size() >= expected.size(); }, kTried);
  expect_pauses(clock, pauses, expected);
}

THEN("the director gives up worker {int}, since {string}",
     (Wait & wait, Events& events, int number, const std::string& reason), "An alert of its log.") {
  const ProgramEvent* told = await_event(wait, events, "worker_given_up", worker_named(number));
  ASSERT_TRUE(told) << "it has not given up " << worker_named(number);
  const std::string why = told->fields.at("why").as_string().c_str();
  EXPECT_NE(why.find(reason), std::string::npos) << "since \"" << why << "\"";
  EXPECT_TRUE(told->fields.contains("alert")) << "no alert: " << boost::json::serialize(told->fields);
}

THEN("its alert says that {int} crashes within {duration} are a loop, and that it rests for {duration}",
     (Events & events, int crashes, Nanoseconds within, Nanoseconds rest), "In numbers: seconds.") {
  const ProgramEvent* told = nullptr;
  for (const ProgramEvent& event : events.log("director"))
    told = event.name == "worker_given_up" ? &event : told;
  ASSERT_TRUE(told) << "nobody was given up";
  const auto seconds_in = [&](const char* field) { return told->fields.at(field).to_number<double>(); };
  EXPECT_EQ(told->fields.at("crashes").to_number<int>(), crashes) << "crashes";
  EXPECT_EQ(seconds_in("within_seconds"), std::chrono::duration<double>(within).count()) << "within_seconds";
  EXPECT_EQ(seconds_in("again_in_seconds"), std::chrono::duration<double>(rest).count())
      << "again_in_seconds";
}

THEN("worker {int} is not started within {duration}",
     (Wait & wait, Events& events, int number, Nanoseconds time), "From now, nominal.") {
  const std::string worker = worker_named(number);
  const std::size_t before = starts_of(events, worker);
  EXPECT_FALSE(wait.await([&] { return starts_of(events, worker) > before; }, time))
      << worker << " was started again";
}

THEN("worker {int} was started {int} time(s)", (Events & events, int number, int times),
     "By the director's log, tries that failed among them.") {
  EXPECT_EQ(starts_of(events, worker_named(number)), static_cast<std::size_t>(times));
}

THEN("the director's log has the last words of worker {int}: {string}",
     (Wait & wait, Events& events, int number, const std::string& words)) {
  const ProgramEvent* ended = await_event(wait, events, "worker_exited", worker_named(number));
  ASSERT_TRUE(ended) << "no end of " << worker_named(number) << " was logged";
  const auto* said = ended->fields.if_contains("said_last");
  ASSERT_TRUE(said) << "no words: " << boost::json::serialize(ended->fields);
  EXPECT_NE(said->as_string().find(words), boost::json::string::npos) << *said;
}

}  // namespace ordeal
