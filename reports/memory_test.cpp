// Reports keep little of each scenario, while it waits and after it has finished.
#include <gtest/gtest.h>
#include <malloc.h>

#include "reports/example_run.hpp"
#include "reports/github.hpp"
#include "reports/gitlab.hpp"
#include "reports/html.hpp"
#include "reports/json_summary.hpp"
#include "reports/junit.hpp"
#include "reports/message_file.hpp"
#include "reports/pretty.hpp"
#include "reports/progress.hpp"
#include "reports/rerun.hpp"
#include "reports/totals.hpp"
#include "reports/usage.hpp"

namespace ordeal::reports {
namespace {

constexpr std::size_t scenarios = 10'000, steps = 6;

std::size_t bytes_in_use() {
  return mallinfo2().uordblks;
}

struct Kept {
  std::size_t waiting, finished;  // bytes for each scenario
};

template <class Report>
Kept kept_by(Report& report) {
  const std::size_t before = bytes_in_use();
  std::size_t planned = 0;
  {
    for (const auto& envelope : plan_of(1, steps)) report.on(envelope);  // buffers that are made once
    for (std::size_t n = 0; n < scenarios; ++n) {
      // One plan at a time: the messages themselves must not count.
      auto messages = plan_of(1, steps);
      auto& pickle = std::get<messages::Pickle>(messages[2]);
      auto& test_case = std::get<messages::TestCase>(messages[3]);
      pickle.id = test_case.id = test_case.pickle_id = std::to_string(n);
      report.on(messages[2]);
      report.on(messages[3]);
    }
    planned = bytes_in_use();
  }
  for (std::size_t n = 0; n < scenarios; ++n) {
    for (const auto& envelope : execution_of(n, steps)) report.on(envelope);
  }
  const std::size_t after = bytes_in_use();
  return {(planned - before) / scenarios, after > before ? (after - before) / scenarios : 0};
}

template <class Make>
void expect_small(Make&& make, std::size_t waiting = 300) {
  std::FILE* nowhere = std::fopen("/dev/null", "w");
  {
    auto report = make(Output::stream(nowhere));
    const Kept kept = kept_by(report);
    EXPECT_LT(kept.waiting, waiting);
    EXPECT_LT(kept.finished, 150U);
    testing::Test::RecordProperty("waiting", static_cast<int>(kept.waiting));
    testing::Test::RecordProperty("finished", static_cast<int>(kept.finished));
  }
  std::fclose(nowhere);
}

class Memory : public testing::Test {
 protected:
  void SetUp() override {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "a sanitizer's allocator does not count";
#endif
  }
};

TEST_F(Memory, OfPrettyStaysSmall) {
  expect_small([](Output output) { return Pretty(std::move(output), Terminal{}); });
}

TEST_F(Memory, OfProgressStaysSmall) {
  expect_small([](Output output) { return Progress(std::move(output), Terminal{}); });
}

TEST_F(Memory, OfJunitStaysSmall) {
  expect_small([](Output output) { return Junit(std::move(output)); });
}

TEST_F(Memory, OfHtmlStaysSmall) {
  expect_small([](Output output) { return Html(std::move(output)); });
}

TEST_F(Memory, OfMessagesStaysSmall) {
  expect_small([](Output output) { return MessageFile(std::move(output)); }, 10);
}

TEST_F(Memory, OfTotalsStaysSmall) {
  expect_small([](Output output) { return Totals(std::move(output), Terminal{}); }, 10);
}

TEST_F(Memory, OfUsageStaysSmall) {
  expect_small([](Output output) { return Usage(std::move(output), Terminal{}); }, 400);
}

TEST_F(Memory, OfJsonStaysSmall) {
  expect_small([](Output output) { return JsonSummary(std::move(output), {}); });
}

TEST_F(Memory, OfRerunStaysSmall) {
  expect_small([](Output output) { return Rerun(std::move(output)); });
}

TEST_F(Memory, OfGithubStaysSmall) {
  expect_small([](Output output) { return Github(std::move(output), std::nullopt); });
}

TEST_F(Memory, OfGitlabStaysSmall) {
  expect_small([](Output output) { return Gitlab(std::move(output)); });
}

}  // namespace
}  // namespace ordeal::reports
