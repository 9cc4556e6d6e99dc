// Workers and clients as processes: killed, interrupted, lost, there.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <csignal>
#include <optional>

#include "faults/signal_at.hpp"
#include "harness/definitions/define.hpp"
#include "steps/slots/stage.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Fault> signal_fault(World& world, const std::string& what, const Stage& stage, Moment moment,
                                    int signal, const std::string& victim) {
  const StageSite at = site_of(world, "worker 1", stage, moment);
  const std::string name = what + " at the " + text_of(moment) + " of the " + stage.name + " stage";
  return std::make_unique<SignalAt>(world.rules(), name, at.site, at.nth, signal, world.victim(victim));
}

}  // namespace

WHEN("worker 1 is killed at the {moment} of the {stage} stage",
     (World & world, Moment moment, const Stage& stage)) {
  world.arm(signal_fault(world, "SIGKILL of worker 1", stage, moment, SIGKILL, "worker 1"));
}

WHEN("worker 1 is stopped at the {moment} of the {stage} stage",
     (World & world, Moment moment, const Stage& stage), "SIGSTOP: it says nothing more until it is ended.") {
  world.arm(signal_fault(world, "SIGSTOP of worker 1", stage, moment, SIGSTOP, "worker 1"));
}

WHEN("the client is interrupted at the {moment} of the {stage} stage",
     (World & world, Moment moment, const Stage& stage), "Ctrl-C: SIGINT to slotctl.") {
  world.arm(signal_fault(world, "Ctrl-C", stage, moment, SIGINT, "client"));
}

THEN("the director reports that worker 1 ended with {int}", (World & world, int code),
     "128+N by signal N, from the director's own log.") {
  std::optional<int> reported;
  const auto ended = [&] {
    for (const auto& event : world.log("director")) {
      if (event.name == "worker_exited" && event.fields.at("worker").as_string() == "worker 1") {
        reported = event.fields.at("exit").to_number<int>();
        return true;
      }
    }
    return false;
  };
  ASSERT_TRUE(world.await(ended, 30s)) << "the director's log says no end of worker 1 (worker_exited)";
  EXPECT_EQ(*reported, code) << "the director's log says that worker 1 ended with " << *reported;
}

THEN("worker 1 still runs", (World & world)) {
  EXPECT_TRUE(world.runs("worker 1")) << "no process has the role of worker 1";
  for (const auto& event : world.log("director")) {
    EXPECT_NE(event.name, "worker_exited") << boost::json::serialize(event.fields);
  }
}

THEN("the director was told that the slot is cancelled", (World & world)) {
  const std::string slot = world.slot().id;
  ASSERT_FALSE(slot.empty()) << "slotctl never heard that its slot was accepted";
  const auto told = [&] {
    for (const auto& event : world.log("director")) {
      if (event.name == "slot_cancelled" && event.fields.at("slot").as_string() == slot) return true;
    }
    return false;
  };
  EXPECT_TRUE(world.await(told, 30s)) << "the director's log has no slot_cancelled of " << slot;
}

}  // namespace ordeal
