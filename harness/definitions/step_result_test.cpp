#include "harness/definitions/step_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <latch>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ordeal {
namespace {

using testing::HasSubstr;

TEST(StepBody, PassesWhenNothingHappens) {
  const StepResult result = run_body([] { EXPECT_EQ(1, 1); });
  EXPECT_EQ(result.status, StepStatus::passed);
  EXPECT_EQ(result.message(), "");
}

TEST(StepBody, EndsAtAFailedAssertAndKnowsItsLine) {
  bool went_on = false;
  const int line = __LINE__ + 2;
  const StepResult result = run_body([&] {
    ASSERT_EQ(137, 0) << "worker 1";
    went_on = true;
  });
  EXPECT_FALSE(went_on);
  EXPECT_EQ(result.status, StepStatus::failed);
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_TRUE(result.failures[0].fatal);
  EXPECT_EQ(result.failures[0].line, line);
  EXPECT_EQ(result.failures[0].file, "harness/definitions/step_result_test.cpp");
  EXPECT_THAT(result.failures[0].message, HasSubstr("worker 1"));
  EXPECT_THAT(result.message(), HasSubstr("step_result_test.cpp:" + std::to_string(line) + ": "));
}

TEST(StepBody, GoesOnAfterAFailedExpectAndCollectsEachFailure) {
  bool went_on = false;
  const StepResult result = run_body([&] {
    SCOPED_TRACE("in the second slot");
    EXPECT_TRUE(false) << "first";
    EXPECT_TRUE(false) << "second";
    went_on = true;
  });
  EXPECT_TRUE(went_on);
  EXPECT_EQ(result.status, StepStatus::failed);
  ASSERT_EQ(result.failures.size(), 2u);
  EXPECT_FALSE(result.failures[0].fatal);
  EXPECT_THAT(result.failures[1].message, HasSubstr("second"));
  EXPECT_THAT(result.failures[1].message, HasSubstr("in the second slot"));
}

TEST(StepBody, FailsOnAnExceptionAndNamesItsType) {
  const StepResult result = run_body([] { throw std::out_of_range("no worker 4"); });
  EXPECT_EQ(result.status, StepStatus::failed);
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures[0].exception_type, "std::out_of_range");
  EXPECT_EQ(result.message(), "std::out_of_range: no worker 4");
}

TEST(StepBody, FailsOnWhatIsNoException) {
  EXPECT_EQ(run_body([] { throw 42; }).status, StepStatus::failed);
}

TEST(StepBody, IsSkippedOrPendingOnRequestEvenWhereExceptionsAreCaught) {
  const StepResult skipped = run_body([] {
    try {
      skip("no GPU here");
    } catch (const std::exception&) {
      ADD_FAILURE() << "taken for a fault";
    }
  });
  EXPECT_EQ(skipped.status, StepStatus::skipped);
  EXPECT_EQ(skipped.message(), "no GPU here");
  const StepResult later = run_body([] { pending("to be written"); });
  EXPECT_EQ(later.status, StepStatus::pending);
  EXPECT_EQ(later.message(), "to be written");
  EXPECT_EQ(run_body([] { GTEST_SKIP() << "by GoogleTest's word"; }).status, StepStatus::skipped);
}

TEST(StepBody, FailsWhenItSkipsAfterAFailure) {
  const StepResult result = run_body([] {
    EXPECT_TRUE(false) << "real";
    skip("hide it");
  });
  EXPECT_EQ(result.status, StepStatus::failed);
  EXPECT_THAT(result.message(), HasSubstr("real"));
}

TEST(StepBody, SharesACollectorWithOthersAndKeepsItsOwnFailures) {
  const AssertionCollector collector;
  EXPECT_EQ(run_body([] { EXPECT_TRUE(false) << "first"; }).failures.size(), 1u);
  EXPECT_EQ(run_body([] { EXPECT_TRUE(true); }).status, StepStatus::passed);
  const StepResult second = run_body([] { ADD_FAILURE() << "second"; });
  ASSERT_EQ(second.failures.size(), 1u);
  EXPECT_THAT(second.message(), HasSubstr("second"));
}

TEST(StepBody, ThatRunsAnotherIsNotBlamedForIt) {
  for (const bool shared : {false, true}) {
    std::optional<AssertionCollector> collector;
    if (shared) collector.emplace();
    StepResult inner;
    const StepResult outer = run_body([&] {
      inner = run_body([] { ADD_FAILURE() << "inner"; });
      ADD_FAILURE() << "outer";
    });
    collector.reset();
    EXPECT_THAT(inner.message(), HasSubstr("inner"));
    ASSERT_EQ(outer.failures.size(), 1u);
    EXPECT_THAT(outer.message(), HasSubstr("outer"));
  }
}

TEST(AssertionCollector, LosesNoFailureBetweenAndBehindBodies) {
  StepResult next;
  EXPECT_NONFATAL_FAILURE(
      {
        const AssertionCollector collector;
        ADD_FAILURE() << "between";
        next = run_body([] {});
        ADD_FAILURE() << "behind";
      },
      "behind");
  EXPECT_EQ(next.status, StepStatus::failed);
  EXPECT_THAT(next.message(), HasSubstr("between"));
}

TEST(StepBody, FailsWhenAThreadThatItJoinsDoes) {
  const StepResult result =
      run_body([] { std::thread([] { EXPECT_EQ(1, 2) << "by another thread"; }).join(); });
  EXPECT_EQ(result.status, StepStatus::failed);
  EXPECT_THAT(result.message(), HasSubstr("by another thread"));
}

TEST(AssertionCollector, CountsWhatAThreadFailsLaterForTheBodyThatEndsNext) {
  const AssertionCollector collector;
  std::latch go(1), failed(1);
  std::thread thread;
  EXPECT_EQ(run_body([&] {
              thread = std::thread([&] {
                go.wait();
                ADD_FAILURE() << "late";
                failed.count_down();
              });
            }).status,
            StepStatus::passed);
  go.count_down();
  failed.wait();
  EXPECT_THAT(run_body([] {}).message(), HasSubstr("late"));
  EXPECT_EQ(run_body([] {}).status, StepStatus::passed);
  thread.join();
}

TEST(AssertionCollector, HandsOnWhatAThreadFailedAfterTheLastBody) {
  EXPECT_NONFATAL_FAILURE(
      {
        const AssertionCollector collector;
        EXPECT_EQ(run_body([] {}).status, StepStatus::passed);
        std::thread([] { ADD_FAILURE() << "behind"; }).join();
      },
      "behind");
}

TEST(StepBody, KeepsThreadsApart) {
  constexpr int threads = 4;
  std::latch all_inside(threads);
  std::vector<StepResult> results(threads);
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) {
      running.emplace_back([&, i] {
        results[i] = run_body([&] {
          all_inside.arrive_and_wait();
          EXPECT_EQ(i, -1) << "thread " << i;
        });
      });
    }
  }
  for (int i = 0; i < threads; ++i) {
    ASSERT_EQ(results[i].failures.size(), 1u);
    EXPECT_THAT(results[i].message(), HasSubstr("thread " + std::to_string(i)));
  }
}

}  // namespace
}  // namespace ordeal
