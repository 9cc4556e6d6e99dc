// Runs a step's body and says how it went. GoogleTest's ASSERT_* and EXPECT_* work in it although no test is
// running: the failures of this thread are collected instead of reported. (A failure on another thread goes
// to GoogleTest's own reporter: steps assert on the thread that runs them.)
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ordeal {

enum class StepStatus { passed, failed, skipped, pending };

struct StepFailure {
  std::string file;  // "" when unknown (an exception)
  int line = 0;
  std::string message;
  bool fatal = true;           // ASSERT_* or an exception; EXPECT_* is not
  std::string exception_type;  // "" for an assertion
};

struct StepResult {
  StepStatus status = StepStatus::passed;
  std::vector<StepFailure> failures;
  std::string reason;  // of skip, pending

  // All failures as a person reads them, "file:line: message", one after another; or the reason.
  [[nodiscard]] std::string message() const;
};

// Thrown by skip and pending. Not a std::exception, so that a step's own handlers do not take it for a fault.
struct StepSkipped {
  std::string reason;
};
struct StepPending {
  std::string reason;
};

[[noreturn]] void skip(std::string reason);     // this scenario makes no sense here: the rest is skipped
[[noreturn]] void pending(std::string reason);  // this step is not written yet

// A failure outweighs a skip or pending that comes after it. Never throws what the body throws.
[[nodiscard]] StepResult run_body(const std::function<void()>& body);

}  // namespace ordeal
