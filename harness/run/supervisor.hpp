// The process in which a run's user code lives (hooks around scenarios; with --isolate none the scenarios
// themselves), and its parent, which has the reports and watches it.
//
//   parent: plan, reports ◀── messages, in memory that both share ── the run's process: hooks, coordinator
//
// Whatever becomes of the run's process (a crash, _exit(0), exec, a body that never ends), the parent has
// heard all it said and can finish the reports. Signals of the terminal come to the parent alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/gherkin/pickle.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/process/forked.hpp"
#include "harness/run/deadline.hpp"
#include "harness/run/to_parent.hpp"
#include "harness/run/unfinished.hpp"

namespace ordeal::run {

struct Supervision {
  Limits limits = {};
  // By number: its tags may have limits of its own.
  std::function<std::shared_ptr<const gherkin::Pickle>(std::size_t scenario)> pickle_of = {};
  bool scenarios_inside = false;  // --isolate none: they have these limits here; otherwise only hooks have
  // Of scenarios inside: when one that still runs is ended, and why.
  std::chrono::steady_clock::time_point budget_end = std::chrono::steady_clock::time_point::max();
  std::string budget_text = {};
};

// How the run's process ended.
struct RunEnd {
  bool whole = false;                  // it said all it had to say
  process::Outcome outcome = {};       // how it ended. `last_output`: of what ran in it then
  std::vector<std::string> problems;   // that it told
  std::optional<std::string> failure;  // of the harness itself
  std::vector<std::string> left_over;  // processes that it left behind and that were ended, by their commands
};

class Supervisor {
 public:
  Supervisor(Supervision supervision, messages::Sink& report);

  // Runs the body in a process of its own, and passes on what it says until it has ended. A hook that it
  // ended in is finished for the reports; scenarios are left to the caller. Asked to stop
  // (Ctrl-C) it asks that process; at the second time the process ends at once. Throws std::runtime_error
  // when there can be none.
  RunEnd run(const std::function<void(ToParent&)>& body);

  // What the process began and did not end.
  const Unfinished& unfinished() const { return unfinished_; }

 private:
  using Clock = std::chrono::steady_clock;

  void watch(process::Forked& process, process::Interrupts& interrupts, RunEnd& end);
  void conclude(process::Forked& process, RunEnd& end);
  void finish_hook(const process::Outcome& how);
  bool hear_some(RunEnd& end);  // false: there was nothing
  void hear(messages::Envelope&& message);
  void obey(int interrupts, const process::Forked& process);
  std::optional<process::Outcome> overdue() const;
  void tick();
  void check_memory(const process::Forked& process);

  Supervision supervision_;
  messages::Sink& report_;
  process::SharedStream stream_;
  process::CapturedOutput output_;
  process::FrameReader frames_{SIZE_MAX};
  Unfinished unfinished_;
  Deadline deadline_;
  Clock::time_point began_ = Clock::now();  // what runs now
  Clock::time_point next_tick_ = Clock::now();
  Clock::time_point next_look_ = Clock::now();            // at the memory of a scenario inside
  std::uint64_t memory_limit_ = 0;                        // bytes, of the scenario that runs inside; 0: none
  std::string over_memory_;                               // how, as soon as it is
  Clock::time_point stop_by_ = Clock::time_point::max();  // of scenarios inside, once the run is to stop
  int asked_to_stop_ = 0;
};

}  // namespace ordeal::run
