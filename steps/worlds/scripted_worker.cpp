#include "steps/worlds/scripted_worker.hpp"

#include <boost/json.hpp>

#include "pipeline/protocol/fencing.hpp"
#include "pipeline/protocol/worker_settings.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

slots::Task<void> beat(slots::Env& env, slots::ConnectionPtr director, std::int64_t generation) {
  for (std::int64_t n = 1;; ++n) {
    director->send(slots::Beat{.generation = generation, .number = n});
    co_await env.sleep(1s);
  }
}

void answer(const slots::Message& order, const WorkerScript& script, slots::Connection& director,
            std::int64_t generation) {
  std::optional<slots::Message> said;
  if (std::get_if<slots::Activate>(&order)) {
    said = slots::Activated{};
  } else if (const auto* run = std::get_if<slots::RunStage>(&order)) {
    said = script.on_run ? script.on_run(*run) : done_with_files(*run, {});
  } else if (const auto* stop = std::get_if<slots::StopStage>(&order)) {
    said = script.on_stop
               ? script.on_stop(*stop)
               : slots::StageStopped{
                     .slot = stop->slot, .stage = stop->stage, .run = stop->run, .fence = stop->fence};
  } else if (const auto* release = std::get_if<slots::ReleaseSlot>(&order);
             release && release->check_device) {
    said = slots::DeviceChecked{};
  }
  const bool of_no_slot =
      said && (std::get_if<slots::Activated>(&*said) || std::get_if<slots::DeviceChecked>(&*said));
  if (said && (script.says_its_generation || of_no_slot))
    said = slots::of_generation(generation, std::move(*said));
  if (said) director.send(std::move(*said));
}

slots::Task<void> hang_up_when_told(slots::Env& env, slots::ConnectionPtr director, bool& told) {
  co_await env.signals.incoming.receive();
  told = true;
  director->incoming.close();
}

slots::Task<int> work(slots::Env& env, std::string command, std::int64_t generation, WorkerScript script) {
  auto dialled = co_await env.network.dial(command);
  if (!dialled) co_return 1;
  const slots::ConnectionPtr director = *dialled;
  director->send(slots::Hello{.role = env.role, .generation = generation});
  bool told = false;
  slots::Nursery tasks(env.loop, slots::Nursery::Mode::apart);
  tasks.spawn(beat(env, director, generation));
  if (script.leaves_when_told) tasks.spawn(hang_up_when_told(env, director, told));
  for (;;) {
    auto order = co_await director->incoming.receive();
    if (!order) co_return told ? 0 : 1;
    answer(*order, script, *director, generation);
  }
}

}  // namespace

sim::Program scripted_worker(const slots::SpawnRequest& request, WorkerScript script) {
  const slots::WorkerSettings settings = slots::worker_settings(request.settings).value();
  return [settings, script = std::move(script)](slots::Env& env) {
    return work(env, settings.command, settings.generation, script);
  };
}

slots::StageDone done_with_files(const slots::RunStage& what, const std::vector<std::string>& files) {
  slots::StageDone done{.slot = what.slot, .stage = what.stage, .run = what.run, .fence = what.fence};
  boost::json::array artefacts;
  for (const std::string& file : files) artefacts.push_back({{"name", file}, {"bytes", 5}});
  done.details["artefacts"] = std::move(artefacts);
  return done;
}

}  // namespace ordeal
