// A program of feature runs: `ordeal` itself, and every suite that another project builds. Its step
// definitions are those linked into it; this says what they run against.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/run/arms.hpp"
#include "harness/run/features.hpp"
#include "harness/run/subject.hpp"

namespace ordeal::cli {

// A fault as `ordeal faults` and the generated page show it.
struct FaultEntry {
  std::string name, wording, what;
  std::vector<std::string> arms;
  std::string evidence, cure, example;
};

struct Suite {
  std::string name = "ordeal";  // as messages and help texts call the program
  std::string description = "BDD tests: features in Gherkin, steps in C++, each scenario enclosed.";
  std::string examples = {};           // at the end of --help
  std::vector<std::string> arms = {};  // where scenarios can run, the default first; empty: there is no --on
  run::SubjectFactory make_subject = {};  // empty: scenarios have only the objects of their own context
  std::string world = {};                 // what snippets for undefined steps take first: "World& world"
  // Whether an arm needs each scenario in an enclosure of its own (--isolate scenario); empty: none does.
  std::function<bool(const std::string& arm)> needs_enclosure = {};
  // Why no scenario of an arm can run on this machine; empty text: they can. Asked before anything starts;
  // then they are shown as skipped, and the run ends with run::exit_code::kInvalid.
  std::function<std::string(const std::string& arm)> refuses = {};
  // Folders that scenarios need on an arm: an enclosure covers /tmp, and keeps these visible there. Those of
  // the program itself, of features and of evidence are kept without it.
  std::function<std::vector<std::filesystem::path>(const std::string& arm)> visible = {};
  // How time can pass where the programs are real, the default first; empty: there is no --clock. The choice
  // stands in the environment variable ORDEAL_CLOCK of every scenario.
  std::vector<std::string> clocks = {};
  std::vector<FaultEntry> faults = {};     // empty: there is no command `faults`
  run::StepArms step_arms = {};            // steps that not every arm can do
  std::vector<run::Source> canaries = {};  // features of which each run has those tagged @canary …
  std::string canary_arm = {};             // … and with this arm; they run on it
  // Scenarios at the same time on an arm of a machine with so many cores; empty: as many as there are cores.
  std::function<int(const std::string& arm, int cores)> parallel = {};
};

// What main() returns: parses the command line, does what it says. Exit codes: harness/run/run.hpp.
int main_of(const Suite& suite, int argc, char** argv);

}  // namespace ordeal::cli
