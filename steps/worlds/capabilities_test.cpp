// What the arms lend to steps, under one script: the simulated world and the one with real programs must give
// the same outcomes, number for number where the numbers are the cost model's.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <concepts>
#include <csignal>
#include <filesystem>
#include <map>

#include "faults/all_faults.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/process/probe.hpp"
#include "steps/worlds/real_world.hpp"
#include "steps/worlds/sim_world.hpp"

namespace ordeal {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Script {
 public:
  explicit Script(World& world) : world_(world) {}

  // "what: outcome", in order.
  std::vector<std::string> run() {
    time_passes();
    director_starts();
    a_slot_is_made();
    a_fault_strikes();
    a_worker_is_lost();
    tell("judged", std::string(world_.judge(true).healed ? "healed" : "not healed"));
    return std::move(told_);
  }

 private:
  void tell(const std::string& what, const std::string& outcome) { told_.push_back(what + ": " + outcome); }
  void tell(const std::string& what, bool outcome) { tell(what, std::string(outcome ? "yes" : "no")); }
  template <std::integral Number>
  void tell(const std::string& what, Number number) {
    tell(what, std::to_string(number));
  }

  // Clock, Wait
  void time_passes() {
    const slots::Duration before = world_.elapsed();
    tell("what never happens is waited for", world_.await([] { return false; }, 2s));
    tell("2 s have passed", world_.elapsed() - before >= 2s);
  }

  // Director, Processes, Events, Requests, Cards
  void director_starts() {
    tell("started", world_.started());
    tell("the director runs", world_.runs("director"));
    EXPECT_THROW(world_.slot(), std::exception) << "there is none yet";
    world_.start();
    tell("started", world_.started());
    for (const char* role : {"director", "worker 1", "worker 2", "worker 3"}) {
      tell(std::string(role) + " runs", world_.runs(role));
    }
    EventCursor cursor(world_, "director");
    const ProgramEvent* active = cursor.next("worker_active");
    tell("active", active ? std::string(active->fields.at("worker").as_string()) : "nobody");
    tell("no other is", cursor.next("worker_active") == nullptr);
    const HttpAnswer healthy = world_.ask({});
    tell("healthy", std::to_string(healthy.status) + " " + healthy.body);
    tell("an unknown slot", world_.ask({.target = "/v1/slots/none"}).status);
    tell("the card has", world_.card_capacity());
    tell("the models take", world_.quiet_card_memory("worker 1"));
    tell("worker 1 takes all of it", world_.card_memory_of("worker 1") > 0);
    tell("the standby takes", world_.card_memory_of("worker 2"));
  }

  const SlotView& make_slot() {
    const SlotView& slot = world_.submit({});
    tell("over", world_.await([&] { return slot.over(); }, 300s));
    tell("exit code", slot.exit_code.value_or(-1));
    std::map<std::string, int> events;
    for (const auto& event : slot.events) ++events[event.type];
    for (const auto& [type, count] : events) tell(type, count);
    tell("the same slot", world_.slots().back().get() == &slot && &world_.slot() == &slot);
    return slot;
  }

  // Clients
  void a_slot_is_made() {
    const SlotView& slot = make_slot();
    tell("dispatches", slot.result.at("dispatches").to_number<std::uint64_t>());
    tell("deadline met", slot.result.at("deadline_met").as_bool());
    tell("as long as its stages", slot.took() >= 15s);
  }

  // Faults
  void a_fault_strikes() {
    tell("the middle of image", world_.middle_launch(slots::Stage::image));
    world_.arm(kOutOfMemoryOnce.make(world_, FaultArguments({"2nd", "image"})));
    tell("landed", world_.landed());
    const SlotView& slot = make_slot();
    tell("landed", world_.landed());
    tell("recovered", slot.result.at("oom_recovered").to_number<std::uint64_t>());
    tell("the models take", world_.quiet_card_memory("worker 1"));
  }

  // Processes
  void a_worker_is_lost() {
    const Victim nobody = world_.victim("worker 9");
    tell("a signal for nobody", nobody.signal(SIGKILL));
    const Victim victim = world_.victim("worker 1");
    tell("gone", victim.gone());
    tell("a signal", victim.signal(SIGKILL));
    tell("gone", world_.await([&] { return victim.gone(); }, 60s));
    EventCursor cursor(world_, "director");
    std::string exit = "none";
    const auto told = [&] {
      const ProgramEvent* event = cursor.next("worker_exited");
      if (event) exit = std::to_string(event->fields.at("exit").to_number<int>());
      return event != nullptr;
    };
    tell("the director noticed", world_.await(told, 60s));
    tell("exit code", exit);
    tell("another one runs", world_.await([&] { return world_.runs("worker 1"); }, 60s));
  }

  World& world_;
  std::vector<std::string> told_;
};

class Arms : public testing::Test {
 protected:
  Arms() {
    std::string name = testing::TempDir() + "arms-XXXXXX";
    evidence_ = ::mkdtemp(name.data());
  }
  ~Arms() override { fs::remove_all(evidence_); }

  run::ScenarioFacts facts(const std::string& arm) {
    fs::create_directories(evidence_ / arm);
    return {.name = "one script", .arm = arm, .seed = 1, .evidence = evidence_ / arm};
  }
  std::vector<std::string> simulated() {
    SimWorld world(facts("sim"));
    return Script(world).run();
  }
  // In an enclosure, as `ordeal run` does it.
  std::vector<std::string> real() {
    std::vector<std::string> told;
    process::Coordinator coordinator({.way = process::probe().way});
    coordinator.add({.name = "one script",
                     .work =
                         [this](process::JobContext& job) {
                           RealWorld world(facts("cpu"), job);
                           for (const std::string& line : Script(world).run()) {
                             if (!job.send(1, line)) return 1;
                           }
                           return testing::Test::HasFailure() ? 1 : 0;
                         },
                     .deadline = 100s,
                     .visible = {evidence_},
                     .on_frame = [&](process::Frame frame) { told.push_back(std::move(frame.payload)); },
                     .on_end =
                         [](const process::Outcome& outcome) {
                           EXPECT_EQ(process::describe(outcome), "exit code 0") << outcome.last_output;
                         }});
    coordinator.run();
    return told;
  }

  fs::path evidence_;
};

TEST_F(Arms, GiveTheSameOutcomesToTheSameScript) {
  const std::vector<std::string> sim = simulated(), cpu = real();
  EXPECT_GT(sim.size(), 40u);
  EXPECT_THAT(cpu, testing::ElementsAreArray(sim));
}

}  // namespace
}  // namespace ordeal
