// What a scenario runs against, as the runner sees it: made in the scenario's own process before its first
// step, and asked for its judgement after the last one. The runner knows nothing of pipelines, GPUs or
// simulators.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/definitions/context.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/process/job.hpp"

namespace ordeal::run {

struct ScenarioFacts {
  std::string name;
  std::string place;              // "features/gpu/memory.feature:12"
  std::vector<std::string> tags;  // with '@'
  std::string arm;                // "sim", "cpu", "cuda"
  std::uint64_t seed = 1;
  std::filesystem::path evidence;  // a folder of this scenario's own, there already: logs, firings, results
  std::string rerun;               // the one command that runs it again
};

class Subject {
 public:
  virtual ~Subject() = default;

  // Makes what steps may ask for known to the scenario's context.
  virtual void lend(Context& context) = 0;

  // After the last step: did each fault land, does the subject serve again once they are taken away, and is
  // anything left over when it has been ended? `handled`: all steps passed. Fills faults, healed, left_over,
  // broken and the times; the runner adds the rest.
  virtual messages::Verdict judge(bool handled) = 0;
};

using SubjectFactory = std::function<std::unique_ptr<Subject>(const ScenarioFacts&, process::JobContext&)>;

}  // namespace ordeal::run
