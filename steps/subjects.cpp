#include "steps/subjects.hpp"

#include "steps/worlds/real_world.hpp"
#include "steps/worlds/sim_world.hpp"

namespace ordeal {
namespace {

// A scenario's world as its subject.
class WorldSubject final : public run::Subject {
 public:
  WorldSubject(run::ScenarioFacts facts, std::unique_ptr<World> world)
      : facts_(std::move(facts)), world_(std::move(world)) {}
  void lend(Context& context) override {
    context.lend(facts_);
    context.lend(*world_);
  }
  messages::Verdict judge(bool handled) override { return world_->judge(handled); }

 private:
  run::ScenarioFacts facts_;
  std::unique_ptr<World> world_;
};

}  // namespace

std::unique_ptr<run::Subject> make_world_subject(const run::ScenarioFacts& facts, process::JobContext& job) {
  std::unique_ptr<World> world;
  if (facts.arm == "sim") {
    world = std::make_unique<SimWorld>(facts);
  } else {
    world = std::make_unique<RealWorld>(facts, job);
  }
  return std::make_unique<WorldSubject>(facts, std::move(world));
}

}  // namespace ordeal
