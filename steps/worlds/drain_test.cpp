// SIGTERM at the director: nothing of what it has promised is lost by its leaving, and it does leave.
#include "pipeline/client/ask.hpp"
#include "steps/worlds/scripted_worker.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class DrainingDirector : public SimulatedSlot {
 protected:
  // Director and workers, of whom each slot gets two files; returns when the slot of "client" is done.
  Recorder& make_slot_with_files() {
    world_.set_programs([](const slots::SpawnRequest& request) {
      return scripted_worker(
          request, {.on_run = [](const slots::RunStage& what) -> std::optional<slots::Message> {
            const bool last = what.stage == slots::Stage::clip;
            return done_with_files(
                what, last ? std::vector<std::string>{"voice.wav", "video.avi"} : std::vector<std::string>{});
          }});
    });
    start_director();
    Recorder& client = start_client();
    EXPECT_EQ(ended("client"), 0) << world_.log_text();
    return client;
  }
  void fetch(const std::string& slot, const std::string& file) {
    world_.start("fetching", [slot, file](slots::Env& env) { return ask_for(env, slot, file); });
    EXPECT_EQ(ended("fetching", 1s), 0) << file;
  }

 private:
  static slots::Task<int> ask_for(slots::Env& env, std::string slot, std::string file) {
    auto answer = co_await slots::ask(env, "http://director", slots::GetFile{.slot = slot, .name = file});
    co_return answer&& std::get_if<slots::FileReply>(&*answer) ? 0 : 1;
  }
};

TEST_F(DrainingDirector, StaysUntilTheFilesOfADoneSlotWereFetched) {
  const Recorder& client = make_slot_with_files();
  world_.signal("director", SIGTERM);
  pass(2s);
  fetch(client.slot, "voice.wav");
  pass(7s);  // nobody is gone who came for a file a moment ago
  ASSERT_TRUE(world_.running("director"));
  fetch(client.slot, "video.avi");
  EXPECT_EQ(ended("director", 1s), 0);
}

TEST_F(DrainingDirector, DoesNotWaitForEverForAClientThatNeverComes) {
  make_slot_with_files();
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 10s), 0);
}

TEST_F(DrainingDirector, LeavesAtOnceWhenAllWasFetchedBefore) {
  const Recorder& client = make_slot_with_files();
  fetch(client.slot, "voice.wav");
  fetch(client.slot, "video.avi");
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 1s), 0);
}

TEST_F(DrainingDirector, LetsItsWorkersLeaveInOrder) {
  start_director();
  ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
  pass(1s);
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 1s), 0);
  EXPECT_EQ(ended("worker 1", 0s), 0) << "drained, not killed";
  EXPECT_EQ(ended("worker 2", 0s), 0) << "drained, not killed";
  EXPECT_EQ(logged("worker_started"), 2u) << "none takes a drained one's place";
  EXPECT_EQ(logged("worker_active"), 1u);
}

TEST_F(DrainingDirector, DoesNotWaitForEverForAWorkerThatDoesNotLeaveNorUsesItMeanwhile) {
  world_.set_programs([](const slots::SpawnRequest& request) {
    return scripted_worker(request, {.leaves_when_told = request.role == "worker 1"});
  });
  start_director();
  ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("worker 1", 1s), 0);
  EXPECT_TRUE(world_.running("worker 2"));
  pass(8s);
  EXPECT_TRUE(world_.running("worker 2")) << "it has 10 s";
  EXPECT_EQ(ended("director", 3s), 0);
  EXPECT_EQ(ended("worker 2", 0s), 137);
  EXPECT_EQ(logged("worker_started"), 2u);
  EXPECT_EQ(logged("worker_active"), 1u);
}

TEST_F(DrainingDirector, KeepsWhatHasNotBegunForTheNextOne) {
  start_director();
  const Recorder& first = start_client("first", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  const Recorder& second = start_client("second", 300'000);
  const Recorder& third = start_client("third", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_accepted") == 3; }));
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("second", 100s), 69) << "nobody cancelled it";
  EXPECT_EQ(ended("third", 100s), 69);
  for (const Recorder* left : {&second, &third}) {
    ASSERT_TRUE(left->failure);
    EXPECT_EQ(left->failure->code.text, "DRAINING") << left->failure->message;
  }
  EXPECT_EQ(ended("first"), 0) << "it was running: " << world_.log_text();
  EXPECT_TRUE(first.has("done"));
  EXPECT_EQ(ended("director", 40s), 0);
  EXPECT_EQ(logged("slot_cancelled"), 0u);
  start_director();
  EXPECT_TRUE(until([&] { return logged("slot_done") == 3; }, 120s)) << world_.log_text();
  EXPECT_EQ(logged("slot_recovered"), 2u);
}

TEST_F(DrainingDirector, IsFollowedIntoItsNextLifeByTheClientOfAWaitingSlot) {
  start_director();
  start_client("first", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  const Recorder& second = start_client("second", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_accepted") == 2; }));
  world_.signal("first", SIGINT);
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 10s), 0);
  start_director();
  EXPECT_EQ(ended("second"), 0) << (second.failure ? second.failure->message : world_.log_text());
}

TEST_F(DrainingDirector, LeavesWhatRunsTooLongUnfinishedToo) {
  slots::DirectorConfig with = config();
  with.stages.image = {.limit = 200s, .median = 100s};
  start_director(with);
  const Recorder& client = start_client("client", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 45s), 0);
  EXPECT_EQ(ended("client"), 69);
  EXPECT_EQ(client.failure->code.text, "DRAINING");
  start_director();
  EXPECT_TRUE(until([&] { return logged("slot_recovered") == 1; }));
}

TEST_F(DrainingDirector, StopsAtOnceWhenItIsToldTwice) {
  slots::DirectorConfig with = config();
  with.stages.image = {.limit = 200s, .median = 100s};
  start_director(with);
  start_client("client", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  world_.signal("director", SIGTERM);
  pass(1s);
  ASSERT_TRUE(world_.running("director"));
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("director", 0s), 128 + SIGTERM);
  start_director();
  EXPECT_TRUE(until([&] { return logged("slot_recovered") == 1; })) << "it is unfinished in the journal";
}

TEST_F(DrainingDirector, StopsAtOnceAlsoByCtrlCWhileItWaitsForItsWorkers) {
  world_.set_programs([](const slots::SpawnRequest& request) {
    return scripted_worker(request, {.leaves_when_told = false});
  });
  start_director();
  ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
  world_.signal("director", SIGINT);
  pass(1s);
  ASSERT_TRUE(world_.running("director"));
  world_.signal("director", SIGINT);
  EXPECT_EQ(ended("director", 0s), 128 + SIGINT);
}

TEST_F(DrainingDirector, IsNotDrainedByATerminalThatCloses) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  for (const char* role : {"director", "worker 1", "standby"}) world_.signal(role, SIGHUP);
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_TRUE(client.has("done"));
  EXPECT_EQ(logged("signal_ignored", "director"), 1u) << "it says that it does nothing";
  EXPECT_EQ(logged("worker_exited"), 0u);
  EXPECT_TRUE(world_.running("director"));
}

TEST_F(DrainingDirector, CancelsASlotThatItHasLeftForTheNextOne) {
  start_director();
  start_client("first", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  start_client("second", 300'000);
  ASSERT_TRUE(until([&] { return logged("slot_accepted") == 2; }));
  world_.signal("director", SIGTERM);
  ASSERT_TRUE(until([&] { return logged("slot_left") == 1; }));
  world_.signal("second", SIGINT);
  EXPECT_EQ(ended("second", 5s), 130);
  EXPECT_EQ(logged("slot_cancelled"), 1u);
  EXPECT_EQ(ended("director", 60s), 0);
  start_director();
  pass(60s);
  EXPECT_EQ(logged("slot_recovered"), 0u);
}

// Takes everything but the end of a slot.
class FullForEnds final : public slots::Journal {
 public:
  explicit FullForEnds(slots::Journal& disk) : disk_(disk) {}
  slots::Task<slots::Result<void>> append(std::vector<slots::Record> records) override {
    if (!records.empty() && records.front().kind == "settled") {
      co_return slots::Error{.code = "STORAGE_FULL", .message = "the journal's disk is full"};
    }
    co_return co_await disk_.append(std::move(records));
  }
  slots::Task<slots::Result<void>> replace(std::vector<slots::Record> records) override {
    return disk_.replace(std::move(records));
  }
  slots::Task<slots::Result<std::vector<slots::Record>>> load() override { return disk_.load(); }

 private:
  slots::Journal& disk_;
};

slots::Task<int> director_on_full_disk(slots::Env& env, slots::DirectorConfig config) {
  FullForEnds journal(env.journal);
  slots::Env own{env.loop,   env.clock, env.random, env.network, env.processes, journal, env.files,
                 env.device, env.cards, env.log,    env.metrics, env.signals,   env.role};
  const auto program = director_program(std::move(config));
  co_return co_await program(own);
}

TEST_F(DrainingDirector, DoesNotWaitForEverForADiskThatIsFull) {
  world_.start("director", [](slots::Env& env) { return director_on_full_disk(env, config()); });
  const Recorder& client = start_client("client", 120'000);  // it would leave 10 s behind its deadline
  ASSERT_TRUE(until([&] { return logged("journal_refuses") > 20; }));
  ASSERT_TRUE(world_.running("client")) << "while it serves it tries again and again";
  world_.signal("director", SIGTERM);
  EXPECT_EQ(ended("client", 40s), 1);
  ASSERT_TRUE(client.failure);
  EXPECT_EQ(client.failure->code.text, "STORAGE_FULL");
  EXPECT_NE(client.failure->message.find("the slot was done, but"), std::string::npos);
  EXPECT_EQ(ended("director", 1s), 0);
  start_director();
  EXPECT_TRUE(until([&] { return logged("slot_recovered") == 1; })) << "it is unfinished for the next one";
}

}  // namespace
}  // namespace ordeal
