// ordeal: runs features against the pipeline, and judges.
#include "harness/cli/suite.hpp"
#include "steps/clock/scenario_clock.hpp"
#include "steps/subjects.hpp"
#include "steps/worlds/device_there.hpp"

// Where time jumps, scenarios on `cpu` mostly compute. By the wall they mostly wait for the cost model: three
// times the cores keep them busy without stretching windows.
static int scenarios_at_once(const std::string& arm, int cores) {
  if (arm == "cuda") return 1;
  if (arm == "sim") return cores;
  return ordeal::chosen_clock() == ordeal::ClockMode::jump ? cores + cores / 2 : 3 * cores;
}

int main(int argc, char** argv) {
  ordeal::declare_fault_steps();
  const ordeal::cli::Suite suite{
      .description =
          "BDD-style resilience tests: a fault is a scenario, it really happens, the run proves what "
          "followed.",
      .examples =
          "Examples, from the project's root:\n"
          "  ordeal run --on sim            every feature in virtual time, about a second\n"
          "  ordeal run                     every feature with real processes, on a simulated GPU\n"
          "  ordeal steps memory            the steps that speak of memory\n"
          "  ordeal run --help              selection, reports, exit codes\n"
          "Arms: cpu (processes, simulated GPU), sim (virtual time), cuda (a GPU). Durations are nominal: on "
          "cpu\n"
          "time moves only while every program waits, so what needs no computing takes none (--clock).\n"
          "How to write a scenario: README.md. How to add a fault or a step: CONTRIBUTING.md.",
      .arms = {"cpu", "sim", "cuda"},
      .make_subject = ordeal::make_world_subject,
      .world = "World& world",
      .needs_enclosure = [](const std::string& arm) { return arm != "sim"; },
      .refuses = [](const std::string& arm) { return arm == "cuda" ? ordeal::why_no_device() : ""; },
      .visible = ordeal::folders_for,
      .clocks = {"jump", "flow", "scaled"},
      .faults = ordeal::fault_entries(),
      .step_arms = ordeal::step_arms(),
      .canaries = ordeal::canary_features(),
      .canary_arm = "sim",  // where they cost milliseconds
      .parallel = scenarios_at_once};
  return ordeal::cli::main_of(suite, argc, argv);
}
