#include "harness/definitions/step_result.hpp"

#include <gtest/gtest-spi.h>

#include <boost/core/demangle.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <typeinfo>
#include <utility>

namespace ordeal {
namespace {

StepFailure from_exception(const std::exception& error) {
  const std::string type = boost::core::demangle(typeid(error).name());
  const bool of_machine = typeid(error) == typeid(MachineLacks);
  const bool says_nothing =
      of_machine || typeid(error) == typeid(std::runtime_error) || typeid(error) == typeid(std::logic_error);
  return {.message = (says_nothing ? "" : type + ": ") + error.what(),
          .exception_type = type,
          .of_machine = of_machine};
}

// Runs the body; what it throws becomes part of the result.
void run_guarded(StepBody body, StepResult& result) {
  try {
    body();
  } catch (const StepSkipped& skipped) {
    result.status = StepStatus::skipped;
    result.reason = skipped.reason;
  } catch (const StepPending& pending) {
    result.status = StepStatus::pending;
    result.reason = pending.reason;
  } catch (const std::exception& error) {
    result.failures.push_back(from_exception(error));
  } catch (...) {
    result.failures.push_back(
        {.message = "The step threw something that is not a std::exception.", .exception_type = "unknown"});
  }
}

void take_over(const testing::TestPartResult& part, StepResult& result) {
  if (part.skipped()) {
    result.status = StepStatus::skipped;
    result.reason = part.message();
  } else if (part.failed()) {
    result.failures.push_back({.file = part.file_name() ? part.file_name() : "",
                               .line = part.line_number(),
                               .message = part.message(),
                               .fatal = part.fatally_failed()});
  }
}

}  // namespace

void skip(std::string reason) {
  throw StepSkipped{std::move(reason)};
}
void pending(std::string reason) {
  throw StepPending{std::move(reason)};
}

struct AssertionCollector::Parts {
  using Reporter = testing::ScopedFakeTestPartResultReporter;
  explicit Parts(Parts* before) : outer(before) {}

  testing::TestPartResultArray all;
  std::optional<Reporter> reporter{std::in_place, Reporter::INTERCEPT_ONLY_CURRENT_THREAD, &all};
  Parts* outer;       // of this thread, before this one
  int taken = 0;      // how many of the parts belong to a body
  bool busy = false;  // a body is running
};

thread_local AssertionCollector::Parts* AssertionCollector::innermost = nullptr;

AssertionCollector::AssertionCollector() : parts_(innermost = new Parts(innermost)) {}

AssertionCollector::~AssertionCollector() {
  const std::unique_ptr<Parts> parts(parts_);
  innermost = parts->outer;
  parts->reporter.reset();
  for (int i = parts->taken; i < parts->all.size(); ++i) {
    const testing::TestPartResult& part = parts->all.GetTestPartResult(i);
    if (part.failed()) {
      ADD_FAILURE_AT(part.file_name() ? part.file_name() : "unknown file", part.line_number())
          << part.message();
    }
  }
}

AssertionCollector::Mark AssertionCollector::mark() {
  return innermost;
}

void AssertionCollector::abandon_since(Mark mark) {
  while (innermost != mark) {
    const std::unique_ptr<Parts> parts(innermost);
    innermost = parts->outer;
    parts->reporter.reset();
  }
}

// One body under a collector.
class BodyRun {
 public:
  using Parts = AssertionCollector::Parts;
  explicit BodyRun(Parts& parts) : parts_(parts) { parts_.busy = true; }
  ~BodyRun() { parts_.busy = false; }
  BodyRun(const BodyRun&) = delete;
  BodyRun& operator=(const BodyRun&) = delete;

  static Parts* usable() {
    Parts* innermost = AssertionCollector::innermost;
    return innermost && !innermost->busy ? innermost : nullptr;
  }
  static Parts& of(AssertionCollector& collector) { return *collector.parts_; }

  StepResult run(StepBody body) {
    StepResult result, thrown;
    run_guarded(body, thrown);
    // Assertions come before the exception in time: whatever is thrown ends the body.
    while (parts_.taken < parts_.all.size()) take_over(parts_.all.GetTestPartResult(parts_.taken++), result);
    for (StepFailure& failure : thrown.failures) result.failures.push_back(std::move(failure));
    if (thrown.status != StepStatus::passed) {
      result.status = thrown.status;
      result.reason = std::move(thrown.reason);
    }
    if (!result.failures.empty()) result.status = StepStatus::failed;
    return result;
  }

 private:
  Parts& parts_;
};

StepResult run_body(StepBody body) {
  if (auto* parts = BodyRun::usable()) return BodyRun(*parts).run(body);
  AssertionCollector own;
  return BodyRun(BodyRun::of(own)).run(body);
}

std::string StepResult::message() const {
  if (failures.empty()) return reason;
  std::string text;
  for (const StepFailure& failure : failures) {
    if (!text.empty()) text += "\n";
    if (!failure.file.empty()) text += failure.file + ":" + std::to_string(failure.line) + ": ";
    text += failure.message;
  }
  return text;
}

}  // namespace ordeal
