// Runs a step's body and says how it went. GoogleTest's ASSERT_* and EXPECT_* work in it although no test is
// running: failures are collected instead of reported, whichever thread they happen on.
#pragma once

#include <concepts>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace ordeal {

enum class StepStatus { passed, failed, skipped, pending };

struct StepFailure {
  std::string file;  // "" when unknown (an exception)
  int line = 0;
  std::string message;
  bool fatal = true;           // ASSERT_* or an exception; EXPECT_* is not
  std::string exception_type;  // "" for an assertion
  bool of_machine = false;     // MachineLacks
};

struct StepResult {
  StepStatus status = StepStatus::passed;
  std::vector<StepFailure> failures;
  std::string reason;  // of skip, pending

  // All failures as a person reads them, "file:line: message", one after another; or the reason.
  [[nodiscard]] std::string message() const;
};

// Thrown when the machine lacks what a scenario needs (room on a disk, descriptors, memory): that says
// nothing about the subject, so the scenario is invalid and not failed.
struct MachineLacks : std::runtime_error {
  using std::runtime_error::runtime_error;
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

// Collects assertions while it lives, for every body that runs on its thread in turn: those of this thread,
// and those of every thread that has no collector of its own, which count for the body that ends next. Bodies
// run without one as well, but then each pays for the taking over. Make one for each scenario: it keeps what
// failed. A failure between two bodies counts for the second; one after the last goes to the collector or
// reporter that was there before.
class AssertionCollector {
 public:
  AssertionCollector();
  ~AssertionCollector();
  AssertionCollector(const AssertionCollector&) = delete;
  AssertionCollector& operator=(const AssertionCollector&) = delete;

 private:
  friend class BodyRun;
  struct Parts;
  static thread_local Parts* innermost;

  std::unique_ptr<Parts> parts_;
};

// Something to call without arguments; a view of it.
class StepBody {
 public:
  template <std::invocable Body>
    requires(!std::same_as<std::remove_cvref_t<Body>, StepBody>)
  StepBody(Body&& body)
      : body_(const_cast<void*>(static_cast<const void*>(std::addressof(body)))),
        call_([](void* it) { (*static_cast<std::remove_reference_t<Body>*>(it))(); }) {}

  void operator()() const { call_(body_); }

 private:
  void* body_;
  void (*call_)(void*);
};

// A failure outweighs a skip or pending that comes after it. Never throws what the body throws. A body that
// runs another keeps its own assertions.
[[nodiscard]] StepResult run_body(StepBody body);

}  // namespace ordeal
