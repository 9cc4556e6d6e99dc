// The director's life: told by signals, ended, started again; and starts that must fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/director_program.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/processes.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/posted.hpp"
#include "steps/slots/refused_start.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using Nanoseconds = std::chrono::nanoseconds;

constexpr slots::Duration kDrained = 120s;  // nominal: 30 s for what runs, its files, and its workers
constexpr slots::Duration kAllDone = 900s;  // nominal: longer than all slots of a scenario may take
constexpr std::int64_t kPatientMs = 800'000;

std::string health(Requests& requests) {
  return requests.ask({.target = "/healthz"}).json().at("status").as_string().c_str();
}

// As the director says to whoever asks.
std::string state_of(Requests& requests, const std::string& slot) {
  const HttpAnswer answer = requests.ask({.target = "/v1/slots/" + slot});
  if (answer.status == 404) return "unknown";
  return answer.json().at("state").as_string().c_str();
}

std::string state_once_over(Requests& requests, Wait& wait, const std::string& slot) {
  std::string state;
  const auto over = [&] {
    state = state_of(requests, slot);
    return state != "queued" && state != "running";
  };
  wait.await(over, kAllDone);
  return state;
}

void expect_made(Requests& requests, Wait& wait, const std::string& slot) {
  const std::string state = state_once_over(requests, wait, slot);
  EXPECT_EQ(state, "done") << slot << " was accepted, and the director says that it is " << state;
}

}  // namespace

WHEN("the director gets {signal}", (Director & director, Signal signal)) {
  ASSERT_TRUE(director.signal(signal.number)) << "no director took it";
}

WHEN("the director drains", (Requests & requests, Wait& wait), "As its health says.") {
  ASSERT_TRUE(wait.await([&] { return health(requests) == "draining"; }, 60s))
      << "its health is " << health(requests);
}

THEN("the director ends with exit code {int}", (Director & director, Wait& wait, int code),
     "128+N by signal N.") {
  std::optional<int> ended;
  ASSERT_TRUE(wait.await([&] { return (ended = director.ended()).has_value(); }, kDrained))
      << "the director still runs";
  EXPECT_EQ(*ended, code);
}

WHEN("the director is started again", (Director & director),
     "With the same configuration, over what the one before left; waits until a worker is active.") {
  director.start_again();
}

WHEN("the director is started again {duration} later", (Director & director, Wait& wait, Nanoseconds later),
     "Nominal; nobody serves meanwhile.") {
  wait.await([] { return false; }, later);
  director.start_again();
}

GIVEN("the last {int} slot(s) that are over are kept", (Director & director, int slots),
      "Before the director starts: clients can ask for no older ones.") {
  director.config().finished_slots = slots;
}

THEN("the director knows slot {int} no more", (Clients & clients, Requests& requests, int number),
     "What it had made of it is gone when the scenario is over: the audit looks.") {
  const std::string slot = clients.slot(number).id;
  EXPECT_EQ(state_of(requests, slot), "unknown") << slot;
}

WHEN("nothing is made for {duration}", (Wait & wait, Nanoseconds time), "Nominal.") {
  wait.await([] { return false; }, time);
}

THEN("the director still serves", (Director & director, Requests& requests)) {
  ASSERT_FALSE(director.ended()) << "it ended with " << *director.ended();
  EXPECT_EQ(health(requests), "ok");
}

THEN("the director was told of no signal", (Events & events), "By its own log, which names each.") {
  for (const ProgramEvent& event : events.log("director")) {
    EXPECT_NE(event.name, "signal") << "it took signal " << boost::json::serialize(event.fields.at("number"));
  }
}

THEN("the director has made slot {int}", (Clients & clients, Requests& requests, Wait& wait, int number),
     "As it says to whoever asks, whatever the slot's client was told.") {
  expect_made(requests, wait, clients.slot(number).id);
}

WHEN("{int} slots are posted one after the other", (Requests & requests, Posted& posted, int count),
     "By a client that does not wait for them.") {
  boost::json::object body = plain_body();
  body["deadline_ms"] = kPatientMs;
  for (int n = 0; n < count; ++n) {
    posted.answers.push_back(requests.ask(post_of(body)));
    ASSERT_NE(slot_of(posted.last()), "");
  }
}

THEN("the director has made the posted slots", (Requests & requests, Wait& wait, Posted& posted)) {
  ASSERT_FALSE(posted.answers.empty());
  for (const HttpAnswer& answer : posted.answers) expect_made(requests, wait, slot_of(answer));
}

THEN("posted slot {int} is done", (Requests & requests, Wait& wait, Posted& posted, int number)) {
  expect_made(requests, wait, slot_of(posted.nth(number)));
}

THEN("posted slot {int} is failed with {word}",
     (Requests & requests, Wait& wait, Posted& posted, int number, const std::string& code)) {
  const std::string slot = slot_of(posted.nth(number));
  const std::string state = state_once_over(requests, wait, slot);
  ASSERT_EQ(state, "failed") << "posted slot " << number << " is " << state << "; it must fail with " << code;
  const auto result = requests.ask({.target = "/v1/slots/" + slot}).json().at("result");
  EXPECT_EQ(slots::Error::from_json(result).code, code) << boost::json::serialize(result);
}

THEN("since it was started again they began in the order of their acceptance",
     (Events & events, Posted& posted), "By the director's log: those that were not over before.") {
  std::vector<std::string> accepted;
  for (const HttpAnswer& answer : posted.answers) accepted.push_back(slot_of(answer));
  const auto begun = begun_since_the_last_start(events);
  ASSERT_GE(begun.size(), 2u) << "there was no order to be kept";
  const std::vector<std::string> expected(accepted.end() - static_cast<std::ptrdiff_t>(begun.size()),
                                          accepted.end());
  EXPECT_EQ(begun, expected);
}

GIVEN("a director that ignores SIGHUP from its start, with 1 worker and {int} standby(s)",
      (Director & director, DirectorProgram& program, int standbys), "Started by nohup.") {
  director.config().standbys = standbys;
  program.start_by("nohup");
  director.start();
}

WHEN("another director is started with the first one's address",
     (Director & director, DirectorProgram& program, RefusedStart& refused)) {
  auto config = program.another();
  config.listen = director.config().listen;
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with the first one's journal",
     (Director & director, DirectorProgram& program, RefusedStart& refused)) {
  auto config = program.another();
  config.data = director.config().data;
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started on every address of the machine",
     (DirectorProgram & program, RefusedStart& refused), "0.0.0.0, and it has no tokens to ask for.") {
  auto config = program.another();
  config.listen = "http://0.0.0.0:8460";
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with the address {string}",
     (DirectorProgram & program, RefusedStart& refused, const std::string& address)) {
  auto config = program.another();
  config.listen = address;
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with a file in place of its data folder",
     (DirectorProgram & program, RefusedStart& refused)) {
  auto config = program.another();
  std::ofstream(config.data) << "no folder\n";
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with a journal that is none",
     (DirectorProgram & program, RefusedStart& refused)) {
  auto config = program.another();
  std::filesystem::create_directories(config.data);
  std::ofstream(config.data + "/journal.sqlite") << std::string(4096, 'x');
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with its data where nobody may write",
     (DirectorProgram & program, RefusedStart& refused),
     "Below /sys, where the kernel lets nobody make a folder.") {
  auto config = program.another();
  config.data = "/sys/director";
  refused.start = program.fail_to_start(config);
}

THEN("it ends with exit code {int} and says {string} on standard error",
     (RefusedStart & refused, int code, const std::string& reason)) {
  EXPECT_EQ(refused.start.exit_code, code) << refused.start.said;
  EXPECT_NE(refused.start.said.find(reason), std::string::npos)
      << "it said on standard error only: " << refused.start.said;
}

THEN("its log says {string}, too", (RefusedStart & refused, const std::string& reason)) {
  EXPECT_NE(refused.start.logged.find(reason), std::string::npos)
      << "its log has only: " << refused.start.logged;
}

}  // namespace ordeal
