#include "harness/definitions/step_result.hpp"

#include <gtest/gtest-spi.h>

#include <boost/core/demangle.hpp>
#include <exception>
#include <typeinfo>
#include <utility>

namespace ordeal {
namespace {

StepFailure from_exception(const std::exception& error) {
  const std::string type = boost::core::demangle(typeid(error).name());
  return {.message = type + ": " + error.what(), .exception_type = type};
}

// Runs the body; what it throws becomes part of the result.
void run_guarded(const std::function<void()>& body, StepResult& result) {
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

StepResult run_body(const std::function<void()>& body) {
  StepResult result;
  testing::TestPartResultArray parts;
  StepResult thrown;
  {
    using Reporter = testing::ScopedFakeTestPartResultReporter;
    const Reporter reporter(Reporter::INTERCEPT_ONLY_CURRENT_THREAD, &parts);
    run_guarded(body, thrown);
  }
  // Assertions come before the exception in time: whatever is thrown ends the body.
  for (int i = 0; i < parts.size(); ++i) take_over(parts.GetTestPartResult(i), result);
  for (StepFailure& failure : thrown.failures) result.failures.push_back(std::move(failure));
  if (thrown.status != StepStatus::passed) {
    result.status = thrown.status;
    result.reason = std::move(thrown.reason);
  }
  if (!result.failures.empty()) result.status = StepStatus::failed;
  return result;
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
