#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

TEST_F(SimulatedSlot, IsDoneInTheTimeOfItsCriticalPath) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_EQ(ended("client"), 0) << world_.log_text();
  const double took = client.result.at("generation_time_ms").to_number<double>();
  EXPECT_GE(took, 15'200);
  EXPECT_LE(took, 15'400 + 1'000);
  EXPECT_TRUE(client.result.at("deadline_met").as_bool());
  EXPECT_EQ(client.events.back().type, "done");
}

TEST_F(SimulatedSlot, GoesToTheStandbyWhenItsWorkerIsKilled) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return client.events.size() > 8; }));
  ASSERT_TRUE(world_.signal("worker 1", SIGKILL));
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_EQ(client.result.at("worker").as_string(), "worker 2");
}

TEST(SimulatedRuns, OfOneSeedWriteTheSameLog) {
  std::string first, second;
  for (std::string* text : {&first, &second}) {
    sim::World world({.seed = 7, .costs = built_costs()}, rule::RuleBlock::in_memory().value());
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
