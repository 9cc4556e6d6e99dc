#include "harness/definitions/step_result.hpp"

#include <gtest/gtest-spi.h>

#include <atomic>
#include <boost/core/demangle.hpp>
#include <exception>
#include <mutex>
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

void report_again(const testing::TestPartResult& part) {
  if (!part.failed()) return;
  ADD_FAILURE_AT(part.file_name() ? part.file_name() : "unknown file", part.line_number()) << part.message();
}

// What threads without a collector assert while any collector lives, whoever made it. All of it is for the
// body that ends next: which one started the thread, nobody can say.
class OtherThreads {
 public:
  void watch() {
    const std::lock_guard lock(mutex_);
    if (watchers_++ == 0) reporter_.emplace(*this);
  }
  // What failed after the last body, once nobody watches any more.
  [[nodiscard]] std::vector<testing::TestPartResult> unwatch() {
    const std::lock_guard lock(mutex_);
    if (--watchers_ > 0) return {};
    reporter_.reset();
    some_ = false;
    return std::exchange(parts_, {});
  }
  std::vector<testing::TestPartResult> take() {
    if (!some_.load(std::memory_order_acquire)) return {};
    const std::lock_guard lock(mutex_);
    some_ = false;
    return std::exchange(parts_, {});
  }

 private:
  // GoogleTest's own interception of all threads appends to an array that nobody may read meanwhile.
  class Reporter final : public testing::ScopedFakeTestPartResultReporter {
   public:
    explicit Reporter(OtherThreads& all)
        : ScopedFakeTestPartResultReporter(INTERCEPT_ALL_THREADS, &unused_), all_(all) {}
    void ReportTestPartResult(const testing::TestPartResult& part) override { all_.add(part); }

   private:
    OtherThreads& all_;
    testing::TestPartResultArray unused_;
  };

  void add(const testing::TestPartResult& part) {
    const std::lock_guard lock(mutex_);
    parts_.push_back(part);
    some_.store(true, std::memory_order_release);
  }

  std::mutex mutex_;
  std::atomic<bool> some_ = false;
  int watchers_ = 0;
  std::vector<testing::TestPartResult> parts_;
  std::optional<Reporter> reporter_;
};

// Never destroyed: of a body that calls exit() a collector is left, and GoogleTest goes before this would.
OtherThreads& other_threads() {
  static OtherThreads& all = *new OtherThreads;
  return all;
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

AssertionCollector::AssertionCollector() : parts_(std::make_unique<Parts>(innermost)) {
  innermost = parts_.get();
  other_threads().watch();
}

AssertionCollector::~AssertionCollector() {
  innermost = parts_->outer;
  parts_->reporter.reset();
  const auto elsewhere = other_threads().unwatch();
  for (int i = parts_->taken; i < parts_->all.size(); ++i) report_again(parts_->all.GetTestPartResult(i));
  for (const auto& part : elsewhere) report_again(part);
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
    for (const auto& part : other_threads().take()) take_over(part, result);
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
