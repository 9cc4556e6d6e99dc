// How attempts are executed: each in a process and an enclosure of its own, several after another in worker
// processes, or in this process. The run says which attempt comes next and learns how each ended.
#pragma once

#include <functional>
#include <memory>

#include "harness/process/coordinator.hpp"
#include "harness/run/execute.hpp"
#include "harness/run/scenario_record.hpp"

namespace ordeal::run {

// One attempt at a scenario, from its choice until its end.
struct Attempt {
  const Chosen* scenario = nullptr;
  TestCase test_case;
  AttemptIds ids;
  std::unique_ptr<ScenarioRecord> record;
  std::uint64_t hooks_before = 0;  // hooks_run() when it was made: an older worker lacks what they made
};

struct ExecutorClient {
  // The attempt to start now; null: none may start, or there is none left. Called again after each end.
  std::function<std::unique_ptr<Attempt>()> next;
  std::function<void(std::unique_ptr<Attempt>, const process::Outcome&)> ended;
  // A few times a second while attempts run. False: what runs is to be ended, nothing more starts.
  std::function<bool()> tick;
};

struct ExecutorOptions {
  std::chrono::milliseconds scenario_limit, step_limit;  // wall; a step_limit of 0: none of its own
  int at_once = 1;
  process::Way way = process::Way::namespaces;
  std::filesystem::path evidence;

  // Runs the attempt in the calling process.
  std::function<void(const Attempt&, process::JobContext&, const Emit&)> perform;
  // An attempt at the scenario of that number, without a record.
  std::function<std::unique_ptr<Attempt>(std::uint32_t number, int attempt)> attempt_of;
  std::function<std::uint64_t()> hooks_run;  // how many hooks around features and rules have run so far
};

// Each returns whether it was interrupted: by Ctrl-C, or because tick() said so.
bool execute_enclosed(const ExecutorOptions&, const ExecutorClient&);
bool execute_in_workers(const ExecutorOptions&, const ExecutorClient&);
bool execute_here(const ExecutorOptions&, const ExecutorClient&);

// The message frame of jobs' results.
inline constexpr std::uint8_t kMessageFrame = 1;

// Emits into the job's results; ends the process when the harness is gone.
Emit emit_to(process::JobContext& job);

// Moves the attempt's deadline along with its messages: the scenario's end, or the running step's if that is
// sooner. Gives what is limited and by how much, "the step's limit of 5 s (--step-limit)".
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Deadline(const ExecutorOptions& options) : options_(options) {}
  void begin();
  void on(const messages::Envelope& message);
  void none() { *until_ = Clock::time_point::max(); }
  const std::shared_ptr<Clock::time_point>& until() const { return until_; }
  std::string text() const;

 private:
  const ExecutorOptions& options_;
  std::shared_ptr<Clock::time_point> until_ = std::make_shared<Clock::time_point>(Clock::time_point::max());
  Clock::time_point scenario_end_;
  bool of_step_ = false;
};

}  // namespace ordeal::run
