#include "steps/subjects.hpp"

#include <algorithm>

#include "faults/all_faults.hpp"
#include "faults/arms.hpp"
#include "harness/definitions/declarations.hpp"
#include "steps/generic/tool.hpp"
#include "steps/worlds/real_world.hpp"
#include "steps/worlds/run_path.hpp"
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

// Whether an arm's world has all that a step needs: what RealWorld lends and SimWorld does not, and what
// cannot be read off a real card yet.
bool lends(const Arm& arm, const std::vector<std::type_index>& needs) {
  return std::none_of(needs.begin(), needs.end(), [&](std::type_index type) {
    if (type == typeid(Models) || type == typeid(Results) || type == typeid(Sockets) ||
        type == typeid(DirectorProgram) || type == typeid(HostUsage)) {
      return !arm.real_files;
    }
    return type == typeid(Cards) && !arm.own_cards;
  });
}

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

std::vector<std::filesystem::path> folders_for(const std::string& arm) {
  if (!arm_named(arm).real_files) return {};
  return run_paths_below({program_folder(), program_folder().parent_path() / "lib"});
}

run::StepArms step_arms() {
  run::StepArms arms;
  for (const cli::FaultEntry& fault : fault_entries()) arms[fault.wording] = fault.arms;
  for (const StepDeclaration& step : Declarations::of_program().steps) {
    std::vector<std::string> able;
    for (const Arm& arm : all_arms()) {
      if (lends(arm, step.function.needs)) able.emplace_back(arm.name);
    }
    if (able.size() < all_arms().size()) arms.try_emplace(step.wording, std::move(able));
  }
  return arms;
}

}  // namespace ordeal
