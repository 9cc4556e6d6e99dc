// What an operator can read: counters, and log lines that belong together.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <sstream>

#include "harness/definitions/define.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/log_events.hpp"

namespace ordeal {
namespace {

std::string correlation_of(const boost::json::object& fields) {
  const auto* id = fields.if_contains("correlation_id");
  return id && id->is_string() ? id->get_string().c_str() : "";
}

// How many lines of the role's log are about the slot; each must carry the id.
int expect_traced(Events& events, const std::string& role, const std::string& slot, const std::string& id) {
  int lines = 0;
  for (const ProgramEvent& event : events.log(role)) {
    const auto* about = event.fields.if_contains("slot");
    if (!about || *about != boost::json::string(slot)) continue;
    ++lines;
    EXPECT_EQ(correlation_of(event.fields), id) << "in the " << event.name << " of " << role;
  }
  return lines;
}

// name{labels} → value, of Prometheus's text format.
std::map<std::string, double> samples_in(const std::string& text) {
  std::map<std::string, double> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.rfind(' ');
    if (line.starts_with('#') || space == std::string::npos) continue;
    samples[line.substr(0, space)] = std::stod(line.substr(space + 1));
  }
  return samples;
}

std::map<std::string, double> samples_of(Requests& requests) {
  const HttpAnswer answer = requests.ask({.method = "GET", .target = "/metrics"});
  EXPECT_EQ(answer.status, 200u) << answer.body;
  return samples_in(answer.body);
}

std::string names_of(const std::map<std::string, double>& samples) {
  std::string names;
  for (const auto& [name, value] : samples) names += name + " " + std::to_string(value) + "\n";
  return names;
}

}  // namespace

THEN("everything that was said of the slot carries one correlation id", (Clients & clients, Events& events),
     "To its client, in its events and its result, and in the director's log.") {
  const SlotView& slot = clients.slot();
  const std::string id = correlation_of(slot.result);
  ASSERT_NE(id, "") << "slot.json has none";
  for (const auto& event : slot.events) EXPECT_EQ(event.correlation_id, id) << "in the event " << event.type;
  EXPECT_GT(expect_traced(events, "director", slot.id, id), 0) << "the director's log has no line of it";
}

THEN("the worker's log names the slot", (Clients & clients, Events& events),
     "Of each worker that it was dispatched to; its lines carry the slot's correlation id.") {
  const SlotView& slot = clients.slot();
  const auto dispatches = slot.events_of("dispatched");
  ASSERT_FALSE(dispatches.empty()) << "it was given to no worker";
  for (const auto& dispatch : dispatches) {
    const std::string worker = dispatch.fields.at("worker").as_string().c_str();
    EXPECT_GT(expect_traced(events, worker, slot.id, dispatch.correlation_id), 0)
        << "the log of " << worker << " has no line of it";
  }
}

THEN("the director counts the seconds of the slot's stages", (Clients & clients, Requests& requests),
     "As their checkpoints say, which no other slot has.") {
  const auto samples = samples_of(requests);
  for (const auto& event : clients.slot().events_of("checkpoint")) {
    const std::string checkpoint(event.fields.at("name").as_string());
    const std::string stage = checkpoint.substr(0, checkpoint.find('_'));
    const auto sum = samples.find("slot_director_stage_seconds_sum{stage=\"" + stage + "\"}");
    ASSERT_NE(sum, samples.end()) << "there is no sum of the " << stage << " stage";
    const double seconds = event.fields.at("took_ms").to_number<double>() / 1000;
    EXPECT_NEAR(sum->second, seconds, 0.001) << "seconds of the " << stage << " stage";
  }
}

THEN("the director shows the memory of the card that worker {int} holds",
     (Requests & requests, Cards& cards, Wait& wait, int number),
     "As the card counts it, within 30 s (nominal).") {
  const std::string worker = worker_named(number);
  const std::string name = "slot_director_worker_memory_used_bytes{worker=\"" + worker + "\"}";
  double shown = -1, held = 0;
  wait.await(
      [&] {
        const auto samples = samples_of(requests);
        const auto sample = samples.find(name);
        shown = sample == samples.end() ? -1 : sample->second;
        held = static_cast<double>(cards.card_memory_of(worker));
        return shown == held;
      },
      std::chrono::seconds(30));
  EXPECT_GT(held, 0) << worker << " holds nothing";
  EXPECT_EQ(shown, held) << name;
}

THEN("the director counts:", (Requests & requests, const DataTable& table),
     "Columns: a sample as GET /metrics shows it, and its value. A counter that never counted is not "
     "there.") {
  const auto samples = samples_of(requests);
  for (const auto& row : table.rows) {
    const auto sample = samples.find(row.at(0));
    if (sample == samples.end()) {
      ADD_FAILURE() << "there is no " << row.at(0) << " among:\n" << names_of(samples);
    } else {
      EXPECT_EQ(sample->second, std::stod(row.at(1))) << row.at(0);
    }
  }
}

}  // namespace ordeal
