// How attempts are executed: each in a process and an enclosure of its own, several after another in worker
// processes, or in this process. The run says which attempt comes next and learns how each ended.
#pragma once

#include <functional>
#include <memory>

#include "harness/process/coordinator.hpp"
#include "harness/run/deadline.hpp"
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
  // An assertion failed in the attempt's process when its scenario was over: on a thread that was left
  // behind.
  std::function<void(const std::string&)> late;
};

struct ExecutorOptions {
  Limits limits = {};
  int at_once = 1;
  process::Way way = process::Way::namespaces;
  std::filesystem::path evidence;
  std::vector<std::filesystem::path> visible = {};  // beside it, as Options

  // Runs the attempt in the calling process.
  std::function<void(const Attempt&, process::JobContext&, const Emit&)> perform;
  // An attempt at the scenario of that number, without a record.
  std::function<std::unique_ptr<Attempt>(std::uint32_t number, int attempt)> attempt_of;
  // --isolate none: what the attempt that ended just now has written to stdout and stderr.
  std::function<std::string()> take_output;
  std::function<std::uint64_t()> hooks_run;  // how many hooks around features and rules have run so far
};

// Each returns whether it was interrupted: by Ctrl-C, or because tick() said so.
bool execute_enclosed(const ExecutorOptions&, const ExecutorClient&);
bool execute_in_workers(const ExecutorOptions&, const ExecutorClient&);
bool execute_here(const ExecutorOptions&, const ExecutorClient&);

}  // namespace ordeal::run
