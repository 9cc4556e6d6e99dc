#include "steps/subjects.hpp"

#include "faults/all_faults.hpp"
#include "faults/arms.hpp"
#include "steps/worlds/real_world.hpp"
#include "steps/worlds/sim_world.hpp"

namespace ordeal {
namespace {

// On `sim` a slot leaves no files, and models are not files of a disk.
constexpr const char* kStepsWithRealFiles[] = {
    "the models are on the worker's disk",
    "the model files on the worker's disk are those of the manifest",
    "the {stage} model was fetched again",
    "their files open as sound, pictures and video",
    "their pictures and their sounds differ",
    "each slot's keyframes pass the gate with its own prompt by at least {float}",
    "each slot's keyframes fail the gate with the other's prompt",
    "each slot.json has the scores of its keyframes"};

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

std::vector<cli::FaultEntry> fault_entries() {
  std::vector<cli::FaultEntry> entries;
  for (const FaultDescriptor* fault : kAllFaults) {
    cli::FaultEntry entry{.name = std::string(fault->name),
                          .wording = std::string(fault->wording),
                          .what = std::string(fault->what),
                          .evidence = std::string(fault->evidence),
                          .cure = std::string(fault->cure),
                          .example = std::string(fault->example)};
    for (const Arm& arm : all_arms()) {
      if (can_be_on(arm, *fault)) entry.arms.emplace_back(arm.name);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

run::StepArms step_arms() {
  run::StepArms arms;
  for (const cli::FaultEntry& fault : fault_entries()) arms[fault.wording] = fault.arms;
  for (const char* wording : kStepsWithRealFiles) {
    for (const Arm& arm : all_arms()) {
      if (arm.real_files) arms[wording].emplace_back(arm.name);
    }
  }
  return arms;
}

}  // namespace ordeal
