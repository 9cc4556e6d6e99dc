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
  const bool says_nothing =
      typeid(error) == typeid(std::runtime_error) || typeid(error) == typeid(std::logic_error);
  return {.message = (says_nothing ? "" : type + ": ") + error.what(), .exception_type = type};
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
  testing::TestPartResultArray all;
  std::optional<Reporter> reporter{std::in_place, Reporter::INTERCEPT_ONLY_CURRENT_THREAD, &all};
};

namespace {

thread_local AssertionCollector* innermost = nullptr;

}  // namespace

AssertionCollector::AssertionCollector()
    : parts_(std::make_unique<Parts>()), outer_(std::exchange(innermost, this)) {}

AssertionCollector::~AssertionCollector() {
  innermost = outer_;
  parts_->reporter.reset();
  for (int i = taken_; i < parts_->all.size(); ++i) {
    const testing::TestPartResult& part = parts_->all.GetTestPartResult(i);
    if (part.failed()) {
      ADD_FAILURE_AT(part.file_name() ? part.file_name() : "unknown file", part.line_number())
          << part.message();
    }
  }
}

// One body under a collector.
class BodyRun {
 public:
  explicit BodyRun(AssertionCollector& collector) : collector_(collector) { collector_.busy_ = true; }
  ~BodyRun() { collector_.busy_ = false; }

  static bool can_use(const AssertionCollector* collector) { return collector && !collector->busy_; }

  StepResult run(StepBody body) {
    StepResult result, thrown;
    run_guarded(body, thrown);
    // Assertions come before the exception in time: whatever is thrown ends the body.
    const testing::TestPartResultArray& parts = collector_.parts_->all;
    while (collector_.taken_ < parts.size()) take_over(parts.GetTestPartResult(collector_.taken_++), result);
    for (StepFailure& failure : thrown.failures) result.failures.push_back(std::move(failure));
    if (thrown.status != StepStatus::passed) {
      result.status = thrown.status;
      result.reason = std::move(thrown.reason);
    }
    if (!result.failures.empty()) result.status = StepStatus::failed;
    return result;
  }

 private:
  AssertionCollector& collector_;
};

StepResult run_body(StepBody body) {
  if (BodyRun::can_use(innermost)) return BodyRun(*innermost).run(body);
  AssertionCollector own;
  return BodyRun(own).run(body);
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
