#include "steps/worlds/sim_programs.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class Recorder final : public slots::GenerateDisplay {
 public:
  void event(const slots::SlotEvent& event) override { events.push_back(event); }
  void done(const boost::json::object& slot_json) override { result = slot_json; }
  void failed(const slots::Error& error) override { failure = error; }

  std::vector<slots::SlotEvent> events;
  boost::json::object result;
  std::optional<slots::Error> failure;
};

class SimulatedSlot : public testing::Test {
 protected:
  explicit SimulatedSlot(std::uint64_t seed = 1)
      : world_({.seed = seed}, rule::RuleBlock::in_memory().value()) {
    world_.set_programs(worker_program);
    place_models(world_, "/models");
  }

  slots::DirectorConfig config() const {
    return {.listen = "http://director", .data = "/data", .profile = "tiny", .models_folder = "/models"};
  }
  int generate(Recorder& recorder, const std::string& role = "client") {
    slots::GenerateRequest request{
        .director = "http://director",
        .slot = {
            .idempotency_key = role, .prompt = "a red fox", .script = "good evening", .deadline_ms = 45'000}};
    world_.start(role, client_program(request, recorder));
    EXPECT_TRUE(world_.run_until([&] { return !world_.running(role); }, 120s));
    return world_.exits().back().code;
  }

  sim::World world_;
};

TEST_F(SimulatedSlot, IsDoneInTheTimeOfItsCriticalPath) {
  world_.start("director", director_program(config()));
  Recorder recorder;
  ASSERT_EQ(generate(recorder), 0) << world_.log_text();
  const double took = recorder.result.at("generation_time_ms").to_number<double>();
  EXPECT_GE(took, 15'200);
  EXPECT_LE(took, 15'400 + 1'000);
  EXPECT_TRUE(recorder.result.at("deadline_met").as_bool());
  EXPECT_EQ(recorder.events.back().type, "done");
}

TEST_F(SimulatedSlot, GoesToTheStandbyWhenItsWorkerIsKilled) {
  world_.start("director", director_program(config()));
  Recorder recorder;
  slots::GenerateRequest request{
      .director = "http://director",
      .slot = {
          .idempotency_key = "k", .prompt = "a red fox", .script = "good evening", .deadline_ms = 45'000}};
  world_.start("client", client_program(request, recorder));
  ASSERT_TRUE(world_.run_until([&] { return recorder.events.size() > 8; }, 60s));
  ASSERT_TRUE(world_.signal("worker 1", SIGKILL));
  ASSERT_TRUE(world_.run_until([&] { return !world_.running("client"); }, 60s));
  EXPECT_EQ(world_.exits().back().code, 0) << world_.log_text();
  EXPECT_EQ(recorder.result.at("worker").as_string(), "standby");
}

TEST(SimulatedRuns, OfOneSeedWriteTheSameLog) {
  std::string first, second;
  for (std::string* text : {&first, &second}) {
    sim::World world({.seed = 7}, rule::RuleBlock::in_memory().value());
    world.set_programs(worker_program);
    place_models(world, "/models");
    world.start("director",
                director_program({.listen = "http://director", .data = "/data", .models_folder = "/models"}));
    EXPECT_FALSE(world.run_until([] { return false; }, 20s));
    *text = world.log_text();
  }
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace ordeal
