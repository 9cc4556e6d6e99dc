// What each arm runs scenarios against: its World.
#pragma once

#include "harness/cli/suite.hpp"
#include "harness/run/subject.hpp"

namespace ordeal {

std::unique_ptr<run::Subject> make_world_subject(const run::ScenarioFacts&, process::JobContext&);

// kAllFaults as the harness lists them, and the steps that not every arm can do: those of faults, and those
// that need real files.
std::vector<cli::FaultEntry> fault_entries();
run::StepArms step_arms();

// The libraries' folders of the programs beside `ordeal`, on arms that start them.
std::vector<std::filesystem::path> folders_for(const std::string& arm);

// Those under features/canary.
std::vector<run::Source> canary_features();

// Makes kAllFaults steps. Once, before main_of().
void declare_fault_steps();

}  // namespace ordeal
