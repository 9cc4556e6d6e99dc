// How a run went, in numbers, and the exit code that says it.
#pragma once

#include "harness/messages/verdict.hpp"

namespace ordeal::run {

// Exit codes of `ordeal`.
namespace exit_code {
inline constexpr int kPassed = 0, kFailed = 1, kUsage = 2, kInvalid = 3, kNotHealed = 4, kBudget = 124,
                     kInterrupted = 130;
}

// Counts of scenarios by how they ended.
struct Tally {
  int passed = 0, flaky = 0, failed = 0, invalid = 0, not_healed = 0, skipped = 0, unwritten = 0;
  int not_started = 0;
  int canaries = 0;               // of those that passed: nobody selected them
  bool interrupted = false;       // Ctrl-C
  bool out_of_time = false;       // the budget
  bool failed_otherwise = false;  // a hook of the run, a definition that cannot be used, the harness itself,
                                  // a run that was cut short
  bool flaky_fails = false;       // as Options

  // When several hold: interrupted, invalid, not healed, failed, out of time.
  int exit_code() const;

  struct Ended {
    bool skipped, flaky;  // where it passed
    bool unwritten;       // where it failed: its steps are not all there, and that is no failure
  };
  void count(messages::Outcome ended, Ended how);
};

}  // namespace ordeal::run
