// slotctl generate: its exit code is the outcome, and the files are there when it says so.
#include <sstream>

#include "pipeline/client/inquire.hpp"
#include "steps/worlds/scripted_worker.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class Generate : public SimulatedSlot {
 protected:
  // Workers whose last stage makes these files.
  void make_files(std::vector<std::string> files) {
    world_.set_programs([files](const slots::SpawnRequest& request) {
      return scripted_worker(
          request, {.on_run = [files](const slots::RunStage& what) -> std::optional<slots::Message> {
            return done_with_files(what,
                                   what.stage == slots::Stage::clip ? files : std::vector<std::string>{});
          }});
    });
    start_director();
  }
  Recorder& start(slots::Submit slot, const std::string& out = "") {
    Recorder& recorder = recorders_.emplace_back();
    world_.start(
        "client",
        client_program({.director = "http://director", .slot = std::move(slot), .out = out}, recorder));
    return recorder;
  }
  // What the director serves is outside of the simulated network.
  void serve(const std::string& slot, const std::string& file, const std::string& contents) {
    world_.served()["http://director/v1/slots/" + slot + "/files/" + file] = contents;
  }
};

TEST_F(Generate, HasTheFilesAndTheSlotsDescriptionWhenItIsDone) {
  make_files({"voice.wav", "video.avi"});
  const Recorder& client = start(order("key"), "/out");
  ASSERT_TRUE(until([&] { return !client.slot.empty(); }));
  serve(client.slot, "voice.wav", "voice");
  serve(client.slot, "video.avi", "video");
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  EXPECT_EQ(world_.files().at("/out/voice.wav"), "voice");
  EXPECT_EQ(world_.files().at("/out/video.avi"), "video");
  EXPECT_NE(world_.files().at("/out/slot.json").find(client.slot), std::string::npos);
}

TEST_F(Generate, LeavesNoFolderBehindWhenItsSlotIsForgotten) {
  slots::DirectorConfig with = config();
  with.finished_slots = 2;
  start_director(with);
  std::vector<std::string> made;
  for (const char* key : {"a", "b", "c", "d"}) {
    const Recorder& client = start(order(key), "");
    EXPECT_EQ(ended("client"), 0);
    made.push_back(client.slot);
  }
  pass(1s);
  EXPECT_FALSE(world_.has_folder("/data/results/" + made[0]));
  EXPECT_FALSE(world_.has_folder("/data/results/" + made[1]));
  EXPECT_TRUE(world_.has_folder("/data/results/" + made[2]));
  EXPECT_TRUE(world_.has_folder("/data/results/" + made[3]));
}

TEST_F(Generate, IsNotDoneWhenAFileCannotBeFetched) {
  make_files({"voice.wav"});
  const Recorder& client = start(order("key"), "/out");
  EXPECT_EQ(ended("client"), 69);
  ASSERT_TRUE(client.failure);
  EXPECT_EQ(client.failure->code.text, "DOWNLOAD_FAILED");
  EXPECT_TRUE(client.result.empty()) << "it must not say that it is done";
  EXPECT_FALSE(world_.files().contains("/out/slot.json"));
}

slots::Message said_by_a_liar(const slots::Message& question, const std::string& name) {
  if (std::get_if<slots::Submit>(&question)) return slots::Accepted{.slot = "slot-1"};
  return slots::SlotEvent{.sequence = 1,
                          .slot = "slot-1",
                          .type = "done",
                          .fields = {{"artefacts", {{{"name", name}, {"bytes", 5}}}}}};
}

// A director whose only file has this name.
slots::Task<int> lying_director(slots::Env& env, std::string name) {
  slots::Channel<slots::ConnectionPtr> clients(env.loop);
  EXPECT_TRUE(env.network.listen("http://director", clients));
  for (;;) {
    auto client = co_await clients.receive();
    auto question = co_await (*client)->incoming.receive();
    (*client)->send(said_by_a_liar(*question, name));
  }
}

TEST_F(Generate, TakesNoFileWhoseNameLeadsElsewhere) {
  for (const std::string name : {"../voice.wav", "/voice.wav", ".profile", ""}) {
    world_.start("director", [name](slots::Env& env) { return lying_director(env, name); });
    const Recorder& client = start(order("for " + name), "/out");
    ASSERT_TRUE(until([&] { return !client.slot.empty(); }));
    serve(client.slot, name, "voice");
    EXPECT_EQ(ended("client"), 1) << name;
    ASSERT_TRUE(client.failure);
    EXPECT_EQ(client.failure->message, "the director named a file that is no plain name: " + name);
    world_.signal("director", SIGKILL);
    pass(1s);
  }
}

TEST_F(Generate, SaysWhatIsWrongWithTheRequestAndSendsItOnce) {
  start_director();
  slots::Submit empty = order("key");
  empty.prompt = "";
  const Recorder& client = start(empty);
  EXPECT_EQ(ended("client", 1s), 2);
  ASSERT_TRUE(client.failure);
  EXPECT_EQ(client.failure->code.text, "INVALID_REQUEST");
  EXPECT_EQ(logged("slot_refused"), 1u);
}

TEST_F(Generate, LeavesWith69WhenNoDirectorIsThereAfterItsRetries) {
  const Recorder& client = start(order("key"));
  EXPECT_EQ(ended("client"), 69);
  EXPECT_EQ(client.troubles, 3u);
  EXPECT_EQ(client.failure->code.text, "NETWORK_TIMEOUT");
}

TEST_F(Generate, FindsADirectorThatStartsWhileItTriesAgain) {
  start(order("key"));
  pass(10ms);
  start_director();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
}

TEST_F(Generate, LeavesWith124WhenTheDeadlinePasses) {
  start_director();
  const Recorder& client = start(order("key", 3000));
  EXPECT_EQ(ended("client"), 124);
  EXPECT_EQ(client.failure->code.text, "DEADLINE_EXCEEDED");
}

TEST_F(Generate, LeavesWith143AndCancelsItsSlotAtSigterm) {
  start_director();
  start(order("key"));
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.signal("client", SIGTERM);
  EXPECT_EQ(ended("client"), 143);
  EXPECT_EQ(logged("slot_cancelled"), 1u);
}

class SilentDirector : public Generate {
 protected:
  // The director goes on, but neither it nor the client hears of the other.
  void fall_silent() { world_.cut("director", "client"); }
  slots::Duration now() const { return world_.now(); }
};

TEST_F(SilentDirector, HoldsItsClientUntilItsDeadlineAndAGraceOnly) {
  start_director();
  const slots::Duration began = now();
  const Recorder& client = start(order("key", 20'000));
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  fall_silent();
  EXPECT_EQ(ended("client"), 124);
  EXPECT_EQ(now() - began, 30s);
  EXPECT_EQ(client.failure->code.text, "DEADLINE_EXCEEDED");
  EXPECT_EQ(client.failure->message,
            "the director has not said how the slot ended within 30000 ms; its deadline was 20000 ms");
}

TEST_F(SilentDirector, HoldsItsClientNoLongerWhenTheDirectorChoseTheDeadline) {
  start_director();
  slots::Submit slot = order("key");
  slot.deadline_ms.reset();
  const Recorder& client = start(slot);
  ASSERT_TRUE(until([&] { return !client.slot.empty(); }));
  const slots::Duration accepted = now();
  fall_silent();
  EXPECT_EQ(ended("client"), 124);
  EXPECT_EQ(now() - accepted, 31s) << "the generation deadline of 21 s and 10 s";
}

TEST_F(SilentDirector, HoldsItsClientNoLongerWhenItNeverTookTheSlot) {
  start_director();
  fall_silent();
  const Recorder& client = start(order("key", 5'000));
  EXPECT_EQ(ended("client", 16s), 124);
  ASSERT_TRUE(client.failure);
  EXPECT_EQ(client.failure->details.at("cause").as_string(), "NETWORK_TIMEOUT");
  EXPECT_NE(client.failure->message.find("; at last the director did not take the connection"),
            std::string::npos)
      << client.failure->message;
}

TEST_F(SilentDirector, DoesNotHoldAClientThatIsInterruptedTwice) {
  start_director();
  const Recorder& client = start(order("key"));
  ASSERT_TRUE(until([&] { return !client.slot.empty(); }));
  fall_silent();
  world_.signal("client", SIGINT);
  pass(1s);
  EXPECT_TRUE(world_.running("client")) << "it tries to tell the director";
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client", 0s), 130);
}

TEST_F(SilentDirector, DoesNotHoldAClientForLongThatIsInterruptedOnce) {
  start_director();
  const Recorder& client = start(order("key"));
  ASSERT_TRUE(until([&] { return !client.slot.empty(); }));
  fall_silent();
  world_.signal("client", SIGTERM);
  EXPECT_EQ(ended("client", 11s), 143);
}

TEST_F(SilentDirector, DoesNotHoldSomebodyWhoOnlyAsksAndIsInterrupted) {
  start_director();
  fall_silent();
  std::ostringstream out, err;
  world_.start("client", [&](slots::Env& env) {
    return slots::inquire_main(env, "http://director", slots::GetWorkers{}, out, err);
  });
  pass(1s);
  world_.signal("client", SIGINT);
  EXPECT_EQ(ended("client", 0s), 130);
}

// Remembers the connection that was made last, so that a test can break it.
class Breakable final : public slots::Network {
 public:
  Breakable(slots::Network& network, slots::ConnectionPtr& last) : network_(network), last_(last) {}
  slots::Result<void> listen(const std::string& address, slots::Channel<slots::ConnectionPtr>& to) override {
    return network_.listen(address, to);
  }
  slots::Task<slots::Result<slots::ConnectionPtr>> dial(std::string address) override {
    auto dialled = co_await network_.dial(std::move(address));
    if (dialled) last_ = *dialled;
    co_return dialled;
  }
  slots::Task<slots::Result<std::int64_t>> fetch(slots::FetchRequest request) override {
    return network_.fetch(std::move(request));
  }

 private:
  slots::Network& network_;
  slots::ConnectionPtr& last_;
};

slots::Task<int> over_breakable(slots::Env& env, sim::Program program, slots::ConnectionPtr& last) {
  Breakable network(env.network, last);
  slots::Env own{env.loop,   env.clock, env.random, network,     env.processes, env.journal, env.files,
                 env.device, env.cards, env.log,    env.metrics, env.signals,   env.role};
  co_return co_await program(own);
}

TEST_F(Generate, FollowsItsSlotThroughABrokenStreamWithoutSeeingAnEventTwice) {
  start_director();
  slots::ConnectionPtr stream;
  Recorder& client = recorders_.emplace_back();
  const auto program = client_program({.director = "http://director", .slot = order("key")}, client);
  world_.start("client", [&](slots::Env& env) { return over_breakable(env, program, stream); });
  ASSERT_TRUE(until([&] { return client.events.size() > 8; }));
  stream->close();
  stream.reset();
  EXPECT_EQ(ended("client"), 0) << world_.log_text();
  stream.reset();
  EXPECT_EQ(client.troubles, 1u);
  for (std::size_t i = 0; i < client.events.size(); ++i) {
    EXPECT_EQ(client.events[i].sequence, static_cast<std::int64_t>(i) + 1);
  }
}

}  // namespace
}  // namespace ordeal
