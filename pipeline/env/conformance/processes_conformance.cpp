#include <signal.h>

#include "pipeline/env/conformance/world_under_test.hpp"

namespace slots::conformance {
namespace {

class ProcessesConformance : public Conformance {};
INSTANTIATE_TEST_SUITE_P(Worlds, ProcessesConformance, ::testing::ValuesIn(worlds_under_test()), name_of);

Task<int> exit_of(ProcessPtr process) {
  while (!process->exit) co_await process->gone.wait();
  co_return *process->exit;
}

Task<ProcessPtr> spawn(Env& env, std::string role, std::string settings) {
  auto process = co_await env.processes.spawn({std::move(role), std::move(settings)});
  co_return process.value();
}

// A worker that waits, and has said so.
Task<ProcessPtr> spawn_waiting(Env& env, std::string role, std::string address,
                               Channel<ConnectionPtr>& accepted) {
  auto process = co_await spawn(env, role, R"({"do":"wait","address":")" + address + "\"}");
  auto connection = co_await accepted.receive();
  auto hello = co_await (*connection)->incoming.receive();
  EXPECT_EQ(std::get<Hello>(*hello).role, role);
  co_return process;
}

TEST_P(ProcessesConformance, ReportsExitCodes) {
  run_alone([](Env& env) -> Task<void> {
    for (const int code : {0, 1, 70}) {
      const auto settings = R"({"do":"exit","code":)" + std::to_string(code) + "}";
      EXPECT_EQ(co_await exit_of(co_await spawn(env, "worker 1", settings)), code);
    }
    EXPECT_EQ(co_await exit_of(co_await spawn(env, "worker 1", R"({"do":"throw"})")), 1);
  });
}

TEST_P(ProcessesConformance, DeliversSignals) {
  const auto address = world->address(Peers::workers);
  run_alone([address](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto killed = co_await spawn_waiting(env, "worker 1", address, accepted);
    auto asked = co_await spawn_waiting(env, "standby", address, accepted);
    EXPECT_NE(killed->pid, asked->pid);
    env.processes.signal(*killed, SIGKILL);
    EXPECT_EQ(co_await exit_of(killed), 137);
    EXPECT_FALSE(asked->exit);
    env.processes.signal(*asked, SIGTERM);
    EXPECT_EQ(co_await exit_of(asked), 0);
    env.processes.signal(*killed, SIGKILL);  // it is gone: nothing happens
  });
}

TEST_P(ProcessesConformance, HeedsWhatASignalDoesByItself) {
  const auto address = world->address(Peers::workers);
  run_alone([address](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto lives = co_await spawn_waiting(env, "worker 1", address, accepted);
    for (const int nothing : {SIGCHLD, SIGURG, SIGWINCH, SIGPIPE, SIGCONT})
      env.processes.signal(*lives, nothing);
    auto stopped = co_await spawn_waiting(env, "standby", address, accepted);
    env.processes.signal(*stopped, SIGSTOP);
    env.processes.signal(*stopped, SIGTERM);
    co_await env.sleep(100ms);
    EXPECT_FALSE(stopped->exit) << "who is stopped does not hear that it shall end";
    env.processes.signal(*stopped, SIGCONT);
    EXPECT_EQ(co_await exit_of(stopped), 0);
    EXPECT_FALSE(lives->exit) << "a signal that ends nothing has ended it";
    env.processes.signal(*lives, SIGTERM);
    EXPECT_EQ(co_await exit_of(lives), 0);
    auto dies = co_await spawn_waiting(env, "worker 2", address, accepted);
    env.processes.signal(*dies, SIGUSR1);
    EXPECT_EQ(co_await exit_of(dies), 128 + SIGUSR1);
  });
}

TEST_P(ProcessesConformance, ClosesTheConnectionsOfAKilledWorker) {
  const auto address = world->address(Peers::workers);
  run_alone([address](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto worker = co_await spawn(env, "worker 1", R"({"do":"wait","address":")" + address + "\"}");
    auto connection = co_await accepted.receive();
    EXPECT_TRUE(co_await (*connection)->incoming.receive());
    env.processes.signal(*worker, SIGKILL);
    EXPECT_FALSE(co_await (*connection)->incoming.receive());
  });
}

TEST_P(ProcessesConformance, WakesAllThatWaitForAnEnd) {
  run_alone([](Env& env) -> Task<void> {
    auto worker = co_await spawn(env, "worker 1", R"({"do":"exit","code":3})");
    const auto [first, second] = co_await all(env.loop, exit_of(worker), exit_of(worker));
    EXPECT_EQ(first, 3);
    EXPECT_EQ(second, 3);
    EXPECT_EQ(co_await exit_of(worker), 3) << "also behind its end";
  });
}

}  // namespace
}  // namespace slots::conformance
