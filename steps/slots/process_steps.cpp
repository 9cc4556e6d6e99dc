// Workers and clients as processes: killed, interrupted, lost, there.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>

#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director_program.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/processes.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

// What /v1/workers tells of a worker; null: it names none of that number.
boost::json::value told_of(Requests& requests, int number) {
  const auto workers = requests.ask({.target = "/v1/workers"}).json().at("workers");
  for (const auto& each : workers.as_array()) {
    if (each.at("role").as_string() == worker_named(number)) return each;
  }
  return nullptr;
}

// That comes to be so, at last after a minute.
void until_director_says(Wait& wait, Requests& requests, int number,
                         bool (*holds)(const boost::json::value& worker)) {
  boost::json::value state;
  const auto seen = [&] {
    state = told_of(requests, number);
    return !state.is_null() && holds(state);
  };
  EXPECT_TRUE(wait.await(seen, 60s)) << "the director says of it: " << boost::json::serialize(state);
}

}  // namespace

THEN("the director reports that worker {int} ended with {int}",
     (Wait & wait, Events& events, int number, int code), "128+N by signal N, from the director's own log.") {
  const std::string worker = worker_named(number);
  std::optional<int> reported;
  EventCursor cursor(events, "director");
  const auto ended = [&] {
    while (const ProgramEvent* event = cursor.next("worker_exited")) {
      if (event->fields.at("worker").as_string() != worker) continue;
      reported = event->fields.at("exit").to_number<int>();
      return true;
    }
    return false;
  };
  ASSERT_TRUE(wait.await(ended, 30s)) << "the director's log says no end of " << worker << " (worker_exited)";
  EXPECT_EQ(*reported, code) << "the director's log says that " << worker << " ended with " << *reported;
}

THEN("worker {int} stands by again", (Wait & wait, Requests& requests, int number),
     "Another process of that name than the first, as the director tells whoever asks.") {
  until_director_says(wait, requests, number, [](const boost::json::value& worker) {
    return worker.at("state").as_string() == "standby" && worker.at("restarts").to_number<int>() > 0;
  });
}

THEN("worker {int} stands by with the models in its memory", (Wait & wait, Requests& requests, int number),
     "As the director tells whoever asks.") {
  until_director_says(wait, requests, number, [](const boost::json::value& worker) {
    return worker.at("state").as_string() == "standby" && worker.at("prepared").as_bool();
  });
}

THEN("the director says of worker {int} that it was started again {int} time(s), and ended last with {int}",
     (Requests & requests, int number, int times, int exit), "To whoever asks for its workers.") {
  const auto worker = told_of(requests, number);
  ASSERT_FALSE(worker.is_null()) << "it names no such worker";
  EXPECT_EQ(worker.at("restarts").to_number<int>(), times) << "restarts";
  EXPECT_EQ(boost::json::serialize(worker.at("last_exit")), std::to_string(exit)) << "last_exit";
}

WHEN("the client gets {signal}", (Faults & faults, Signal signal)) {
  ASSERT_TRUE(faults.place().victim("client").signal(signal.number));
}

WHEN("worker {int} gets {signal}", (Faults & faults, Wait& wait, Events& events, int number, Signal signal),
     "As its own log says, too.") {
  const std::string worker = worker_named(number);
  EventCursor cursor(events, worker);
  ASSERT_TRUE(faults.place().victim(worker).signal(signal.number));
  EXPECT_TRUE(wait.await([&] { return cursor.next("signal") != nullptr; }, 30s))
      << worker << " heard of no signal";
}

THEN("worker 1 still runs", (Events & events, Processes& processes)) {
  EXPECT_TRUE(processes.runs("worker 1")) << "no process has the role of worker 1";
  for (const auto& event : events.log("director")) {
    EXPECT_NE(event.name, "worker_exited") << boost::json::serialize(event.fields);
  }
}

THEN("nothing that worker 1 started is left", (Wait & wait, DirectorProgram& program),
     "The director has no child but workers and their zygote, zombies included, within 30 s (nominal).") {
  std::vector<std::string> strays;
  const bool none = wait.await([&] { return (strays = program.stray_children()).empty(); }, 30s);
  EXPECT_TRUE(none) << strays.front() << " is a child of the director";
}

THEN("nothing that worker {int} left is there any more",
     (Wait & wait, Events& events, Processes& processes, int number),
     "Once its next process runs: neither files nor shared memory.") {
  const std::string worker = worker_named(number);
  EventCursor cursor(events, "director");
  int started = 0;
  const auto again = [&] {
    while (const ProgramEvent* event = cursor.next("worker_started"))
      started += event->fields.at("worker").as_string() == worker;
    return started > 1;
  };
  ASSERT_TRUE(wait.await(again, 60s)) << worker << " was not started again";
  for (const std::string& left : processes.left_by(worker)) ADD_FAILURE() << left << " is still there";
}

THEN("the director was told that the slot is cancelled", (Clients & clients, Wait& wait, Events& events)) {
  const std::string slot = clients.slot().id;
  ASSERT_FALSE(slot.empty()) << "slotctl never heard that its slot was accepted";
  EventCursor cursor(events, "director");
  const auto told = [&] {
    while (const ProgramEvent* event = cursor.next("slot_cancelled")) {
      if (event->fields.at("slot").as_string() == slot) return true;
    }
    return false;
  };
  EXPECT_TRUE(wait.await(told, 30s)) << "the director's log has no slot_cancelled of " << slot;
}

}  // namespace ordeal
