#include "steps/worlds/sim_programs.hpp"

#include <boost/json.hpp>

#include "harness/sim/storage.hpp"
#include "pipeline/director/director.hpp"
#include "pipeline/protocol/sha256.hpp"
#include "pipeline/worker/worker.hpp"

namespace ordeal {

sim::Program director_program(slots::DirectorConfig config) {
  return [config = std::move(config)](slots::Env& env) { return slots::director_main(env, config); };
}

sim::Program worker_program(const slots::SpawnRequest& request) {
  return [settings = slots::worker_settings(request.settings).value()](slots::Env& env) {
    return slots::worker_main(env, settings);
  };
}

sim::Program client_program(slots::GenerateRequest request, slots::GenerateDisplay& display) {
  return [request = std::move(request), &display](slots::Env& env) {
    return slots::generate_main(env, request, display);
  };
}

void place_models(sim::World& world, const std::string& folder) {
  world.make_folder(folder);
  boost::json::array models;
  for (const std::string name : {"image", "video", "audio", "clip"}) {
    const std::string contents = "weights of " + name;
    world.files()[folder + "/" + name + ".pt"] = contents;
    models.push_back({{"name", name},
                      {"file", name + ".pt"},
                      {"bytes", contents.size()},
                      {"sha256", slots::sha256(contents)}});
  }
  world.files()[folder + "/manifest.json"] =
      boost::json::serialize(boost::json::object{{"models", std::move(models)}});
}

}  // namespace ordeal
