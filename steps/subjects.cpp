#include "steps/subjects.hpp"

#include <algorithm>
#include <set>

#include "faults/all_faults.hpp"
#include "faults/arms.hpp"
#include "harness/definitions/declarations.hpp"
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
    world_->lend(context);
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
  // What an arm without real files does not lend: RealWorld::lend().
  static const std::set<std::type_index> of_real_files = {typeid(Models), typeid(Results), typeid(Sockets)};
  run::StepArms arms;
  for (const cli::FaultEntry& fault : fault_entries()) arms[fault.wording] = fault.arms;
  for (const StepDeclaration& step : Declarations::of_program().steps) {
    const auto& needs = step.function.needs;
    if (std::none_of(needs.begin(), needs.end(), [](auto type) { return of_real_files.contains(type); }))
      continue;
    for (const Arm& arm : all_arms()) {
      if (arm.real_files) arms[step.wording].emplace_back(arm.name);
    }
  }
  return arms;
}

}  // namespace ordeal
