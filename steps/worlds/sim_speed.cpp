// How fast the simulated world is, as JSON. Wall time of this machine; nothing is asserted.
//   bench_sim [SIMULATED SECONDS] [SLOTS]    3600 and 2000 when not given
// Messages: a client asks a gateway each 100 ms, which asks a backend: four messages a request, each after 1
// to 5 ms, as harness/bench/peers/rust-sim does with madsim. Slots: the pipeline's own director, worker and
// client.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "harness/sim/world.hpp"
#include "steps/worlds/built_models.hpp"
#include "steps/worlds/sim_programs.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

double wall_seconds(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

slots::Task<void> relay(slots::Env& env, slots::ConnectionPtr from, bool to_backend) {
  slots::ConnectionPtr backend;
  if (to_backend) {
    auto dialled = co_await env.network.dial("http://backend");
    backend = *dialled;
  }
  while (auto question = co_await from->incoming.receive()) {
    if (backend) {
      backend->send(std::move(*question));
      auto answer = co_await backend->incoming.receive();
      if (!answer) co_return;
      from->send(std::move(*answer));
    } else {
      from->send(slots::NoContent{});
    }
  }
}

sim::Program server(const std::string& address, bool to_backend) {
  return [=](slots::Env& env) -> slots::Task<int> {
    slots::Channel<slots::ConnectionPtr> accepted(env.loop);
    slots::Nursery serving(env.loop);
    if (!env.network.listen(address, accepted)) co_return 1;
    while (auto connection = co_await accepted.receive()) serving.spawn(relay(env, *connection, to_backend));
    co_return 0;
  };
}

sim::Program asking(std::int64_t requests) {
  return [=](slots::Env& env) -> slots::Task<int> {
    co_await env.sleep(1s);
    auto gateway = co_await env.network.dial("http://gateway");
    for (std::int64_t n = 0; n < requests; ++n) {
      const slots::Time next = env.clock.now() + 100ms;
      (*gateway)->send(slots::GetSlot{.slot = "a question of some length, as they are"});
      if (!co_await (*gateway)->incoming.receive()) co_return 1;
      co_await slots::Sleep(env.loop, next);
    }
    co_return 0;
  };
}

double messages_a_second(std::int64_t simulated_seconds) {
  const std::int64_t requests = simulated_seconds * 10;
  sim::World world({.keep_log = false}, rule::RuleBlock::in_memory().value());
  const double took = wall_seconds([&] {
    world.start("backend", server("http://backend", false));
    world.start("gateway", server("http://gateway", true));
    world.start("client", asking(requests));
    world.run_until([&] { return !world.running("client"); },
                    std::chrono::seconds(2 * simulated_seconds + 60));
  });
  return world.exits().empty() || world.exits().front().code != 0
             ? 0
             : 4.0 * static_cast<double>(requests) / took;
}

class Silent final : public slots::GenerateDisplay {
 public:
  void accepted(const slots::Accepted&) override {}
  void event(const slots::SlotEvent&) override {}
  void done(const boost::json::object&) override { ++made; }
  void failed(const slots::Error&) override {}
  std::int64_t made = 0;
};

// One after another on one worker, as one card makes them; all are waited for.
double slots_a_second(std::int64_t count) {
  sim::World world({.costs = built_costs(), .keep_log = false}, rule::RuleBlock::in_memory().value());
  world.set_programs(worker_program);
  place_models(world, "/models");
  Silent display;
  const double took = wall_seconds([&] {
    world.start(
        "director",
        director_program(
            {.listen = "http://director", .data = "/data", .profile = "tiny", .models_folder = "/models"}));
    for (std::int64_t n = 0; n < count; ++n) {
      slots::GenerateRequest request{
          .director = "http://director",
          .slot = {.idempotency_key = std::to_string(n), .prompt = "a fox", .script = "x"}};
      request.slot.deadline_ms = 3'600'000;
      const std::string role = "client " + std::to_string(n);
      world.start(role, client_program(std::move(request), display));
      world.run_until([&] { return !world.running(role); }, 600s);
    }
  });
  return display.made == count ? static_cast<double>(count) / took : 0;
}

}  // namespace
}  // namespace ordeal

int main(int argc, char** argv) {
  const std::int64_t seconds = argc > 1 ? std::atoll(argv[1]) : 3600,
                     count = argc > 2 ? std::atoll(argv[2]) : 2000;
  const double messages = ordeal::messages_a_second(seconds), made = ordeal::slots_a_second(count);
  std::printf("{\"messages_per_s\":%.0f,\"slots_per_s\":%.0f}\n", messages, made);
  return messages > 0 && made > 0 ? 0 : 1;
}
