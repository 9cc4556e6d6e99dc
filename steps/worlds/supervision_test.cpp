// What the director does when its own supervision fails, or a worker says what it must not.
#include <stdexcept>

#include "pipeline/director/director.hpp"
#include "steps/worlds/scripted_worker.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class Supervision : public SimulatedSlot {
 protected:
  // Every worker answers at once; worker 1 answers clip as `answer` says.
  void start_with_worker_1_that_answers(std::function<slots::Message(const slots::RunStage&)> answer) {
    world_.set_programs([answer](const slots::SpawnRequest& request) {
      if (request.role != "worker 1") return scripted_worker(request, {});
      return scripted_worker(
          request, {.on_run = [answer](const slots::RunStage& what) -> std::optional<slots::Message> {
            if (what.stage != slots::Stage::clip) return done_with_files(what, {});
            return answer(what);
          }});
    });
    start_director();
  }
};

// The n-th start of a worker throws, as a bug would.
class BrokenProcesses final : public slots::Processes {
 public:
  BrokenProcesses(slots::Processes& real, int nth) : real_(real), left_(nth) {}
  slots::Task<slots::Result<slots::ProcessPtr>> spawn(slots::SpawnRequest request) override {
    if (--left_ == 0) throw std::runtime_error("no more descriptors");
    return real_.spawn(std::move(request));
  }
  void signal(slots::Process& process, int signal) override { real_.signal(process, signal); }

 private:
  slots::Processes& real_;
  int left_;
};

slots::Task<int> director_with_broken_processes(slots::Env& env, slots::DirectorConfig config, int nth) {
  BrokenProcesses processes(env.processes, nth);
  slots::Env own{env.loop,   env.clock, env.random, env.network, processes,   env.journal, env.files,
                 env.device, env.cards, env.log,    env.metrics, env.signals, env.role};
  co_return co_await slots::director_main(own, std::move(config));
}

TEST_F(Supervision, ThatFailsEndsTheDirectorLoudly) {
  for (const int nth : {1, 2, 3}) {
    world_.start("director",
                 [nth](slots::Env& env) { return director_with_broken_processes(env, config(), nth); });
    if (nth == 3) {
      ASSERT_TRUE(until([&] { return world_.running("worker 1") && logged("worker_active") > 0; }));
      world_.signal("worker 1", SIGKILL);
    }
    EXPECT_EQ(ended("director", 60s), 1);
    EXPECT_EQ(logged("director_broke"), static_cast<std::size_t>(nth)) << "it says why";
    pass(1s);
  }
}

TEST_F(Supervision, TakesAResultWithANamelessFileForAFaultOfTheWorker) {
  start_with_worker_1_that_answers([](const slots::RunStage& what) -> slots::Message {
    slots::StageDone done = done_with_files(what, {"video.avi"});
    done.details["artefacts"].as_array().push_back({{"bytes", 5}});
    return done;
  });
  const Recorder& client = start_client();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_NE(client.result.at("worker").as_string(), "worker 1");
  EXPECT_EQ(logged_with("worker_protocol_error", "worker", "worker 1"), 1u);
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 20s), 0);
}

TEST_F(Supervision, TakesNoFileNameThatLeavesTheSlotsFolder) {
  for (const std::string name : {"", "..", "../journal.sqlite", "a/b", ".hidden"}) {
    sim::World world({}, rule::RuleBlock::in_memory().value());
    Recorder client;
    world.set_programs([name](const slots::SpawnRequest& request) {
      if (request.role != "worker 1") return scripted_worker(request, {});
      return scripted_worker(request,
                             {.on_run = [name](const slots::RunStage& what) -> std::optional<slots::Message> {
                               return done_with_files(what, {name});
                             }});
    });
    world.start("director", director_program(config()));
    world.start("client", client_program({.director = "http://director", .slot = order("k")}, client));
    EXPECT_TRUE(world.run_until([&] { return !world.running("client"); }, 60s));
    EXPECT_FALSE(client.failure) << name;
    EXPECT_NE(client.result.at("worker").as_string(), "worker 1") << name;
  }
}

TEST_F(Supervision, PassesOnNoNoticeThatWouldEndASlotsEvents) {
  start_with_worker_1_that_answers(
      [](const slots::RunStage&) -> slots::Message { return slots::Notice{.type = "done", .fields = {}}; });
  const Recorder& client = start_client();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_NE(client.result.at("worker").as_string(), "worker 1");
  EXPECT_EQ(logged_with("worker_protocol_error", "worker", "worker 1"), 1u);
}

class Silence : public SimulatedSlot {
 protected:
  void start_and_wait_for_a_worker() {
    start_director();
    ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
    pass(2s);
  }
};

TEST_F(Silence, OfAWorkerIsNotCountedWhileTheDirectorItselfWasStopped) {
  start_and_wait_for_a_worker();
  for (const Duration stopped : {9s, 4s, 5s, 6s, 60s}) {
    world_.signal("director", SIGSTOP);
    pass(stopped);
    world_.signal("director", SIGCONT);
    pass(7s);
    EXPECT_EQ(logged("worker_killed"), 0u) << stopped / 1s << " s: " << world_.log_text();
  }
}

TEST_F(Silence, OfAllIsNotCountedWhenAllWereStopped) {
  start_and_wait_for_a_worker();
  for (const char* role : {"director", "worker 1"}) world_.signal(role, SIGSTOP);
  pass(60s);
  for (const char* role : {"director", "worker 1"}) world_.signal(role, SIGCONT);
  pass(7s);
  EXPECT_EQ(logged("worker_killed"), 0u) << world_.log_text();
}

TEST_F(Silence, OfAStoppedWorkerEndsItFiveSecondsAfterItsLastBeat) {
  start_and_wait_for_a_worker();
  const auto stopped_at = world_.now();
  world_.signal("worker 1", SIGSTOP);
  ASSERT_TRUE(until([&] { return logged("worker_killed") == 1; }, 10s));
  EXPECT_GE(world_.now() - stopped_at, 4s) << "it may have sent a beat 1 s before";
  EXPECT_LE(world_.now() - stopped_at, 5200ms);
  ASSERT_TRUE(until([&] { return logged("worker_exited") == 1; }, 1s));
  EXPECT_EQ(world_.exits().back().code, 137);
}

// As one that waits for its card in the kernel: what it holds stays taken until the kernel lets it go.
TEST_F(Silence, OfAWorkerThatSigkillDoesNotEndKeepsItsCardAndIsToldOnce) {
  start_and_wait_for_a_worker();
  std::optional<rule::Guard> stuck =
      rules_
          .add({.at = {.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "health"},
                .when = rule::once(1),
                .then = rule::stuck()})
          .value();
  ASSERT_TRUE(until([&] { return logged("worker_killed") == 1; }, 10s)) << world_.log_text();
  const auto killed_at = world_.now();
  ASSERT_TRUE(until([&] { return logged("worker_does_not_end") == 1; }, 10s)) << world_.log_text();
  EXPECT_EQ(world_.now() - killed_at, 5s);
  pass(60s);
  EXPECT_EQ(logged("worker_exited"), 0u);
  EXPECT_EQ(logged("worker_active"), 1u) << "the card was given to another one";
  EXPECT_GT(world_.card().used_by("worker 1"), 0u);
  EXPECT_EQ(logged("worker_does_not_end"), 1u);
  stuck.reset();
  ASSERT_TRUE(until([&] { return logged("worker_exited") == 1 && logged("worker_active") == 2; }, 10s));
  EXPECT_EQ(world_.exits().back().code, 137);
  EXPECT_EQ(world_.card().used_by("worker 1"), 0u);
}

TEST_F(Silence, IsNoDrain) {
  start_and_wait_for_a_worker();
  world_.signal("director", SIGSEGV);
  EXPECT_EQ(ended("director", 1s), 139);
}

}  // namespace
}  // namespace ordeal
