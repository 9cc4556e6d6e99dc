// The budget of a card's memory: what it was used for by its own count, what workers told of it and did about
// it, by their logs.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "harness/definitions/define.hpp"
#include "harness/expressions/quantities.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/protocol/bytes.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/director_program.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/wait.hpp"
#include "steps/slots/refused_start.hpp"
#include "steps/worlds/built_models.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

slots::VramLimits limits_of(Director& director) {
  const slots::Profile* profile = slots::find_profile(director.config().profile);
  if (!profile) throw std::runtime_error("there is no profile " + director.config().profile);
  return profile->limits(director.config().soft_limit_bytes, director.config().hard_limit_bytes);
}

std::uint64_t bytes_in(const boost::json::object& fields, const char* field) {
  const auto* value = fields.if_contains(field);
  if (!value || !value->is_number())
    throw std::runtime_error(std::string(field) + " is missing in " + boost::json::serialize(fields));
  return value->to_number<std::uint64_t>();
}

// What worker 1 told first under this name; null: nothing within 30 s (nominal).
const ProgramEvent* told(Wait& wait, Events& events, const std::string& name) {
  const ProgramEvent* found = nullptr;
  EventCursor cursor(events, "worker 1");
  wait.await([&] { return (found = cursor.next(name)) != nullptr; }, 30s);
  return found;
}

// Of the director's log: what worker 1 told it, of this name.
bool passed_on(Wait& wait, Events& events, const std::string& name) {
  EventCursor cursor(events, "director");
  return wait.await(
      [&] {
        while (const ProgramEvent* event = cursor.next("worker_notice")) {
          if (event->fields.at("worker").as_string() == "worker 1" &&
              event->fields.at("notice").as_string() == name)
            return true;
        }
        return false;
      },
      5s);
}

// Replays a worker's log: which models were there, and in which order they were used.
struct ModelUse {
  std::map<std::string, int> last_use;  // of those on the card
  std::set<std::string> running;
  int uses = 0, unloaded_while_idle = 0, loaded_again = 0;
  std::set<std::string> once_unloaded;

  void take(const ProgramEvent& event) {
    const auto text = [&](const char* field) { return std::string(event.fields.at(field).as_string()); };
    if (event.name == "model_loaded") {
      last_use[text("model")] = ++uses;
      loaded_again += static_cast<int>(once_unloaded.count(text("model")));
    } else if (event.name == "stage_begins" || event.name == "stage_ends") {
      last_use[text("stage")] = ++uses;
      event.name == "stage_begins" ? (void)running.insert(text("stage")) : (void)running.erase(text("stage"));
    } else if (event.name == "stage_fails" || event.name == "stage_stopped") {
      running.erase(text("stage"));
    } else if (event.name == "model_unloaded") {
      unload(text("model"));
    }
  }
  void unload(const std::string& model) {
    for (const auto& [other, use] : last_use) {
      if (!running.empty()) break;  // which of them had begun to use its model the log does not say
      EXPECT_GE(use, last_use[model])
          << "the model of the " << model << " stage was unloaded, and that of the " << other
          << " stage was used longer ago";
    }
    unloaded_while_idle += running.empty() ? 1 : 0;
    last_use.erase(model);
    once_unloaded.insert(model);
  }
};

ModelUse model_use(Events& events) {
  ModelUse use;
  for (const ProgramEvent& event : events.log("worker 1")) use.take(event);
  return use;
}

}  // namespace

THEN("the card was never used beyond its hard limit", (Cards & cards, Director& director),
     "By all processes together, as the card itself counts it.") {
  const std::uint64_t hard = limits_of(director).hard, peak = cards.card_peak();
  EXPECT_LE(peak, hard) << "the card's use has reached " << slots::human_bytes(peak) << ", " << peak
                        << " bytes; its hard limit is " << hard;
}

THEN("worker 1 warns that the card is used beyond its soft limit",
     (Wait & wait, Events& events, Director& director),
     "In its log and to the director, with both numbers.") {
  const ProgramEvent* warning = told(wait, events, "soft_limit_passed");
  ASSERT_TRUE(warning) << "the log of worker 1 has no soft_limit_passed";
  const slots::VramLimits limits = limits_of(director);
  EXPECT_EQ(bytes_in(warning->fields, "soft_limit_bytes"), limits.soft);
  EXPECT_GT(bytes_in(warning->fields, "used_bytes"), limits.soft) << "it warns below the limit";
  EXPECT_TRUE(passed_on(wait, events, "soft_limit_passed")) << "the director was not told";
}

THEN("worker 1 has unloaded idle models, the least recently used first", (Wait & wait, Events& events),
     "By its log.") {
  ASSERT_TRUE(told(wait, events, "model_unloaded")) << "no model was unloaded";
  EXPECT_GT(model_use(events).unloaded_while_idle, 0) << "none was unloaded while no stage ran";
}

THEN("worker 1 has loaded again what it had unloaded", (Events & events), "By its log.") {
  EXPECT_GT(model_use(events).loaded_again, 0) << "no model that was unloaded was loaded again";
}

THEN("the error names the bytes that were needed and those that are left of the budget",
     (Clients & clients, Cards& cards, Director& director),
     "In its message and its details; what others hold is what the card counts of the neighbour.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  const auto& details = slot.error->details;
  const std::uint64_t required = bytes_in(details, "required_bytes"),
                      available = bytes_in(details, "available_bytes"), hard = limits_of(director).hard;
  const auto& image = built_costs().stages[slots::Stage::image];
  EXPECT_GE(required, image.model_bytes + image.peak_bytes) << "the image stage takes more";
  EXPECT_LT(available, required) << "it was refused although it fits";
  EXPECT_EQ(bytes_in(details, "limit_bytes"), hard);
  EXPECT_EQ(bytes_in(details, "held_by_others_bytes"), cards.card_memory_of("neighbour"));
  EXPECT_LE(available, hard - cards.card_memory_of("neighbour"));
  const std::string both = "needs " + slots::human_bytes(required) + ", " + slots::human_bytes(available) +
                           " of the budget of " + slots::human_bytes(hard);
  EXPECT_NE(slot.error->message.find(both), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << both << "\"";
}

THEN("nothing is pinned for the card", (Wait & wait, Cards& cards), "Within 30 s (nominal).") {
  wait.await([&] { return cards.pinned_memory() == 0; }, 30s);
  EXPECT_EQ(cards.pinned_memory(), 0u) << "bytes of the host's memory are still pinned";
}

THEN("worker 1 tells that too little memory can be pinned", (Wait & wait, Events& events),
     "In its log and to the director.") {
  const ProgramEvent* short_of = told(wait, events, "pinned_memory_short");
  ASSERT_TRUE(short_of) << "the log of worker 1 has no pinned_memory_short";
  EXPECT_GT(bytes_in(short_of->fields, "required_bytes"), 0u);
  EXPECT_TRUE(passed_on(wait, events, "pinned_memory_short")) << "the director was not told";
}

THEN("the error names the largest free block of {bytes}", (Clients & clients, Bytes largest),
     "In its message and its details; it is smaller than what was needed, which is less than what is free.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error);
  const auto& details = slot.error->details;
  const auto block = static_cast<std::uint64_t>(largest.count);
  EXPECT_EQ(bytes_in(details, "largest_block_bytes"), block);
  EXPECT_GT(bytes_in(details, "required_bytes"), block);
  EXPECT_GT(bytes_in(details, "available_bytes"), bytes_in(details, "required_bytes"));
  const std::string said = "the largest free block has " + slots::human_bytes(block);
  EXPECT_NE(slot.error->message.find(said), std::string::npos)
      << "\"" << slot.error->message << "\" does not say \"" << said << "\"";
}

THEN("worker 1 tells of the leak after at most {int} slots",
     (Wait & wait, Events& events, Faults& faults, int most),
     "With what has leaked, no more than the card counts, and its limit.") {
  const ProgramEvent* leak = told(wait, events, "memory_leak");
  ASSERT_TRUE(leak) << "the log of worker 1 has no memory_leak";
  int begun = 0;
  for (const ProgramEvent& event : events.log("worker 1")) {
    if (event.name == "memory_leak") break;
    begun += event.name == "stage_begins" && event.fields.at("stage").as_string() == "image" ? 1 : 0;
  }
  EXPECT_LE(begun, most) << "slots were begun before it was told";
  const std::uint64_t leaked = bytes_in(leak->fields, "leaked_bytes"),
                      limit = bytes_in(leak->fields, "limit_bytes");
  EXPECT_EQ(limit, slots::find_profile("tiny")->leak_limit);
  EXPECT_GT(leaked, limit);
  EXPECT_GE(faults.place().simulated_card(0).leaks(), 1u);
}

THEN("worker 1 was recycled between two slots", (Wait & wait, Events& events),
     "By the director's log: no slot's stages were under way on it when it was told to leave, and it ended "
     "with 0.") {
  std::set<std::string> on_it;
  std::size_t seen = 0;
  bool recycled = false, ended = false;
  const auto take = [&](const ProgramEvent& event) {
    const auto is_of_it = [&] { return event.fields.at("worker").as_string() == "worker 1"; };
    const auto slot = [&] { return std::string(event.fields.at("slot").as_string()); };
    if (event.name == "slot_dispatched" && is_of_it()) on_it.insert(slot());
    const bool made =
        event.name == "slot_checkpoint" && event.fields.at("name").as_string() == "clip_complete";
    if (made || event.name == "slot_failed") on_it.erase(slot());
    if (event.name == "worker_recycled" && is_of_it()) {
      recycled = true;
      EXPECT_TRUE(on_it.empty()) << *on_it.begin() << " was on it";
    }
    if (event.name == "worker_exited" && is_of_it()) {
      ended = true;
      EXPECT_EQ(event.fields.at("exit").to_number<int>(), 0);
    }
  };
  const bool over = wait.await(
      [&] {
        for (const auto& log = events.log("director"); seen < log.size(); ++seen) take(log[seen]);
        return recycled && ended;
      },
      60s);
  EXPECT_TRUE(over) << (recycled ? "it has not ended" : "it was not recycled");
}

THEN("the error names the deadline and how long a slot takes now", (Clients & clients),
     "As the last slot that was done took, within a tenth.") {
  const auto& slot = clients.slot();
  ASSERT_TRUE(slot.error && slot.order.deadline);
  const auto& details = slot.error->details;
  EXPECT_EQ(bytes_in(details, "deadline_ms"),
            static_cast<std::uint64_t>(slots::milliseconds(*slot.order.deadline)));
  double took = 0;
  for (const auto& each : clients.slots()) {
    if (each->exit_code == 0) took = each->result.at("generation_time_ms").to_number<double>();
  }
  const auto expected = static_cast<double>(bytes_in(details, "expected_ms"));
  EXPECT_GT(expected, 0.9 * took) << "the last slot took " << took << " ms";
  EXPECT_LT(expected, 1.1 * took) << "the last slot took " << took << " ms";
  for (const char* field : {"deadline_ms", "expected_ms"}) {
    const std::string number = std::to_string(bytes_in(details, field)) + " ms";
    EXPECT_NE(slot.error->message.find(number), std::string::npos)
        << "\"" << slot.error->message << "\" does not name " << number;
  }
}

WHEN("another director is started with limits of its card that contradict",
     (DirectorProgram & program, RefusedStart& refused),
     "Soft above hard, hard above the card's capacity, and models above that.") {
  auto config = program.another();
  config.soft_limit_bytes = 11'400'000;
  config.hard_limit_bytes = 10'500'000;
  config.device_settings["capacity_bytes"] = "10000000";
  refused.start = program.fail_to_start(config);
}

WHEN("another director is started with a device and a profile that do not exist",
     (DirectorProgram & program, RefusedStart& refused)) {
  auto config = program.another();
  config.device = "abacus";
  config.profile = "huge";
  refused.start = program.fail_to_start(config);
}

}  // namespace ordeal
