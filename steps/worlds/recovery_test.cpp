// The director is killed and started again: what it accepted ends once, and its clients hear of it.
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class RecoveredSlot : public SimulatedSlot {
 protected:
  void restart_director_after(Duration outage) {
    world_.signal("director", SIGKILL);
    pass(outage);
    start_director();
  }
};

TEST_F(RecoveredSlot, IsToldToBeDoneToAClientThatMissedItsEnd) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "clip_complete") == 1; }));
  pass(1500us);  // durable, and nobody has heard of it
  ASSERT_EQ(logged("slot_done"), 0u);
  restart_director_after(10ms);
  EXPECT_EQ(ended("client"), 0) << (client.failure ? client.failure->message : world_.log_text());
  EXPECT_EQ(logged("slot_recovered"), 0u) << "it was done: it must not be made again";
}

TEST_F(RecoveredSlot, IsMadeAgainAndItsClientSeesAllOfItsSecondLife) {
  start_director();
  const Recorder& client = start_client();
  ASSERT_TRUE(until([&] { return logged_with("slot_checkpoint", "name", "image_complete") == 1; }));
  restart_director_after(10ms);
  EXPECT_EQ(ended("client"), 0) << (client.failure ? client.failure->message : world_.log_text());
  EXPECT_TRUE(client.has("recovered"));
  for (std::size_t i = 1; i < client.events.size(); ++i) {
    EXPECT_GT(client.events[i].sequence, client.events[i - 1].sequence);
  }
  EXPECT_GT(client.result.at("generation_time_ms").to_number<double>(), 24'000) << "from its acceptance on";
}

TEST_F(RecoveredSlot, RunsByDeadlineAndThenByAcceptance) {
  start_director();
  std::vector<std::string> accepted;
  const auto accept = [&](const std::string& name, std::int64_t deadline_ms) {
    const Recorder& client = start_client(name, deadline_ms);
    EXPECT_TRUE(until([&] { return !client.slot.empty(); }));
    accepted.push_back(client.slot);
  };
  for (int n = 1; n <= 6; ++n) accept("client " + std::to_string(n), 600'000);
  accept("in a hurry", 300'000);
  world_.signal("director", SIGKILL);
  pass(10ms);
  const std::size_t before = logged("slot_dispatched");
  start_director();
  ASSERT_TRUE(until([&] { return logged("slot_done") == 7; }, 400s)) << world_.log_text();
  std::vector<std::string> begun;
  for (const sim::LogEvent& event : world_.log()) {
    if (event.name == "slot_dispatched") begun.emplace_back(event.fields.at("slot").as_string());
  }
  begun.erase(begun.begin(), begun.begin() + static_cast<std::ptrdiff_t>(before));
  const std::vector<std::string> expected = {accepted[6], accepted[0], accepted[1], accepted[2],
                                             accepted[3], accepted[4], accepted[5]};
  EXPECT_EQ(begun, expected);
}

TEST_F(RecoveredSlot, KeepsTheDeadlineItWasAcceptedWith) {
  start_director();
  start_client("client", 20'000);
  ASSERT_TRUE(until([&] { return logged("slot_stage_started") == 2; }));
  world_.signal("client", SIGKILL);
  restart_director_after(30s);
  const bool failed = until([&] { return logged("slot_failed") == 1; });
  ASSERT_TRUE(failed) << world_.log_text();
  EXPECT_EQ(logged("slot_dispatched"), 1u) << "too late for a second time";
  EXPECT_NE(world_.log_text().find("within its deadline of 20000 ms"), std::string::npos)
      << world_.log_text();
}

// As a host's thread has it: the folder comes, whether somebody still waits for it or not.
class SlowFolders final : public slots::Files {
 public:
  SlowFolders(slots::Env& env, slots::Nursery& threads) : env_(env), threads_(threads) {}
  slots::Task<slots::Result<std::string>> read(std::string path, std::int64_t limit) override {
    return env_.files.read(std::move(path), limit);
  }
  slots::Task<slots::Result<void>> write(std::string path, std::string contents) override {
    return env_.files.write(std::move(path), std::move(contents));
  }
  slots::Task<slots::Result<std::string>> sha256(std::string path) override {
    return env_.files.sha256(std::move(path));
  }
  slots::Task<slots::Result<void>> rename(std::string from, std::string to) override {
    return env_.files.rename(std::move(from), std::move(to));
  }
  slots::Task<slots::Result<void>> remove_all(std::string path) override {
    return env_.files.remove_all(std::move(path));
  }
  slots::Task<slots::Result<void>> make_folder(std::string path) override {
    threads_.spawn(make(path));
    co_await env_.sleep(kTime);
    co_return slots::Result<void>{};
  }

 private:
  static constexpr slots::Duration kTime = 20ms;
  slots::Task<void> make(std::string path) {
    co_await env_.sleep(kTime);
    co_await env_.files.make_folder(path);
  }
  slots::Env& env_;
  slots::Nursery& threads_;
};

slots::Task<int> director_with_slow_folders(slots::Env& env, slots::DirectorConfig config) {
  slots::Nursery threads(env.loop, slots::Nursery::Mode::apart);
  SlowFolders files(env, threads);
  slots::Env own{env.loop,   env.clock, env.random, env.network, env.processes, env.journal, files,
                 env.device, env.cards, env.log,    env.metrics, env.signals,   env.role};
  const auto program = director_program(std::move(config));
  co_return co_await program(own);
}

TEST_F(SimulatedSlot, LeavesNoFolderWhenItEndsWhileItsFolderIsMade) {
  world_.start("director", [](slots::Env& env) { return director_with_slow_folders(env, config()); });
  ASSERT_TRUE(until([&] { return logged("worker_active") == 1; }));
  const Recorder& client = start_client("client", 15);
  EXPECT_EQ(ended("client"), 124);
  pass(1s);
  EXPECT_EQ(logged("slot_dispatched"), 1u);
  EXPECT_FALSE(world_.has_folder("/data/results/" + client.slot));
}

}  // namespace
}  // namespace ordeal
