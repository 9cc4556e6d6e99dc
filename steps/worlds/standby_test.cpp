// Workers that are lost, and who takes their place.
#include "pipeline/protocol/worker_settings.hpp"
#include "steps/worlds/scripted_worker.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

using Workers = SimulatedSlot;

// A worker whose stream ends a moment before its process does, as the kernel often has it.
slots::Task<int> hang_up_and_leave(slots::Env& env, slots::WorkerSettings settings) {
  auto connection = co_await env.network.dial(settings.command);
  (*connection)->send(slots::Hello{.role = env.role, .generation = settings.generation});
  co_await env.sleep(100ms);
  (*connection)->close();
  co_await env.sleep(20ms);
  co_return 1;
}

TEST_F(Workers, ThatTakeALostOnesPlaceAreNotEndedForItsBrokenStream) {
  int started = 0;
  world_.set_programs([&](const slots::SpawnRequest& request) -> sim::Program {
    if (request.role != "worker 1" || ++started > 1) return worker_program(request);
    const auto settings = slots::worker_settings(request.settings).value();
    return [settings](slots::Env& env) { return hang_up_and_leave(env, settings); };
  });
  slots::DirectorConfig with = config();
  with.restart.first = 1ms;
  start_director(with);
  pass(5s);
  EXPECT_EQ(started, 2);
  EXPECT_EQ(logged("worker_killed"), 0u) << world_.log_text();
}

TEST_F(Workers, AreNotActivatedWhileALostOneIsStillOnTheCard) {
  start_director();
  ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
  world_.signal("worker 1", SIGKILL);
  ASSERT_TRUE(until([&] { return logged("worker_active") == 2; }));
  EXPECT_EQ(world_.card().used_by("worker 1"), 0u);
  EXPECT_EQ(logged("worker_activation_failed"), 0u) << world_.log_text();
}

TEST_F(Workers, AreStartedAgainForAsLongAsTheyDie) {
  start_director();
  for (int n = 1; n <= 4; ++n) {
    ASSERT_TRUE(until([&] { return world_.running("worker 1") && world_.running("worker 2"); }));
    world_.signal("worker 1", SIGKILL);
    world_.signal("worker 2", SIGKILL);
    pass(100ms);
  }
  start_client();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
}

// Worker 1 says that its device is poisoned when it is asked to stop, and its process lingers.
TEST_F(Workers, WhoseDeviceIsPoisonedWhileTheyStopGetNoOtherSlot) {
  world_.set_programs([](const slots::SpawnRequest& request) {
    if (request.role != "worker 1") return scripted_worker(request, {});
    return scripted_worker(request,
                           {.on_run = [](const slots::RunStage&) { return std::nullopt; },
                            .on_stop = [](const slots::StopStage& what) -> std::optional<slots::Message> {
                              return slots::StageFailed{.slot = what.slot,
                                                        .stage = what.stage,
                                                        .run = what.run,
                                                        .fence = what.fence,
                                                        .error = slots::Error{.code = "CUDA_ERROR"},
                                                        .fatal = true};
                            }});
  });
  start_director();
  start_client("first");
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.signal("first", SIGINT);
  EXPECT_EQ(ended("first"), 130);
  const Recorder& second = start_client("second");
  EXPECT_EQ(ended("second"), 0) << world_.log_text();
  EXPECT_EQ(second.result.at("worker").as_string(), "worker 2");
  EXPECT_EQ(logged_with("slot_dispatched", "worker", "worker 1"), 1u);
}

TEST_F(Workers, ThatLeakMemoryOfTheirCardAreReplacedBetweenTwoSlots) {
  world_.card().leaking = slots::Stage::video;
  world_.card().leak = 60'000;  // the limit is 100,000: two slots leak more, the third one's begin shows it
  start_director();
  for (const char* client : {"first", "second", "third", "fourth"}) start_client(client, 300'000);
  for (const char* client : {"first", "second", "third", "fourth"}) EXPECT_EQ(ended(client), 0) << client;
  EXPECT_EQ(logged_with("slot_dispatched", "worker", "worker 1"), 3u);
  EXPECT_EQ(logged_with("slot_dispatched", "worker", "worker 2"), 1u);
  EXPECT_EQ(logged("worker_recycled"), 1u);
  EXPECT_EQ(logged("slot_worker_lost"), 0u);
  EXPECT_EQ(logged("worker_killed"), 0u);
  ASSERT_TRUE(until([&] { return world_.card().used_by("worker 1") == 0; })) << "its memory went with it";
  EXPECT_TRUE(until([&] { return logged_with("worker_registered", "worker", "worker 1") == 2; }))
      << "it stands by again";
}

// The slot that waited has lost nothing: it was not given to the worker before its card was found sound.
TEST_F(Workers, WhoseStoppedStageKeepsMemoryOfTheCardLeaveBeforeTheNextSlot) {
  world_.card().leaking = slots::Stage::image;
  world_.card().leak = 200'000;  // the limit is 100,000
  start_director();
  start_client("first");
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  start_client("second", 300'000);
  world_.signal("first", SIGINT);
  EXPECT_EQ(ended("first"), 130);
  world_.card().leak = 0;
  EXPECT_EQ(ended("second"), 0) << world_.log_text();
  EXPECT_EQ(logged_with("slot_dispatched", "worker", "worker 1"), 1u);
  EXPECT_EQ(logged_with("slot_dispatched", "worker", "worker 2"), 1u);
  EXPECT_EQ(logged("slot_worker_lost"), 0u);
  const auto left = std::find_if(world_.exits().begin(), world_.exits().end(),
                                 [](const sim::Exit& exit) { return exit.role == "worker 1"; });
  ASSERT_NE(left, world_.exits().end()) << "worker 1 has not left";
  EXPECT_EQ(left->code, 70);
}

// A stage ends at the very moment when it is asked to stop: the late answer belongs to no later run of it.
TEST(StageLimits, ThatPassWhileTheAnswerIsOnItsWayDoNotSpoilTheRetry) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Recorder client;
    sim::World world({.seed = seed, .costs = built_costs()}, rule::RuleBlock::in_memory().value());
    world.set_programs(worker_program);
    place_models(world, "/models");
    slots::DirectorConfig config{.listen = "http://director", .data = "/data", .models_folder = "/models"};
    config.stages.audio = {.limit = 1504ms, .retries = 1, .backoff = 0ms, .median = 1500ms};
    world.start("director", director_program(config));
    world.start(
        "client",
        client_program(
            {.director = "http://director",
             .slot = {.idempotency_key = "k", .prompt = "fox", .script = "evening", .deadline_ms = 45'000}},
            client));
    EXPECT_TRUE(world.run_until([&] { return !world.running("client"); }, 120s));
    if (client.failure) {
      EXPECT_EQ(client.failure->code.text, "STAGE_TIMEOUT")
          << "seed " << seed << ": " << client.failure->message;
    }
  }
}

}  // namespace
}  // namespace ordeal
