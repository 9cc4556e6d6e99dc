#include "steps/worlds/sim_programs.hpp"

#include "harness/sim/storage.hpp"
#include "pipeline/director/director.hpp"
#include "pipeline/models/manifest.hpp"
#include "pipeline/protocol/sha256.hpp"
#include "pipeline/protocol/worker_exit.hpp"
#include "pipeline/worker/worker.hpp"

namespace ordeal {
namespace {

slots::Task<int> unusable_device(slots::Env& env) {
  env.log.event("device_unusable");
  co_return slots::worker_exit::kDeviceUnusable;
}

}  // namespace

sim::Program director_program(slots::DirectorConfig config) {
  return [config = std::move(config)](slots::Env& env) { return slots::director_main(env, config); };
}

sim::Program worker_program(const slots::SpawnRequest& request) {
  return [settings = slots::worker_settings(request.settings).value()](slots::Env& env) {
    return slots::worker_main(env, settings);
  };
}

sim::Program worker_on_cards(sim::World& world, const slots::SpawnRequest& request) {
  return [&world, settings = slots::worker_settings(request.settings).value()](slots::Env& env) {
    bool usable = !settings.fallback.empty();
    for (std::int64_t card = 0; card < settings.cards; ++card) usable |= !world.card(card).lost();
    return usable ? slots::worker_main(env, settings) : unusable_device(env);
  };
}

sim::Program client_program(slots::GenerateRequest request, slots::GenerateDisplay& display) {
  return [request = std::move(request), &display](slots::Env& env) {
    return slots::generate_main(env, request, display);
  };
}

void place_models(sim::World& world, const std::string& folder) {
  world.make_folder(folder);
  slots::Manifest manifest{
      .profile = "tiny", .version = std::string(slots::kModelVersion), .models = {}, .costs = {}};
  for (const std::string name : slots::kModelNames) {
    const std::string contents = "weights of " + name;
    world.files()[folder + "/" + name + ".pt"] = contents;
    manifest.models.push_back({.name = name,
                               .version = std::string(slots::kModelVersion),
                               .format = std::string(slots::kModelFormat),
                               .file = name + ".pt",
                               .bytes = contents.size(),
                               .sha256 = slots::sha256(contents)});
  }
  world.files()[folder + "/" + std::string(slots::kManifestFile)] = slots::to_json(manifest);
}

}  // namespace ordeal
