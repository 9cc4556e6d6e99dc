#include "harness/cli/watchdog.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace ordeal::cli {
namespace {

using namespace std::chrono_literals;

struct Slow final : messages::Sink {
  void on(const messages::Envelope&) override {
    ++seen;
    std::this_thread::sleep_for(takes);
  }
  std::chrono::milliseconds takes{0};
  int seen = 0;
};

TEST(AWatchdog, PassesMessagesOn) {
  Slow report;
  Watchdog dog(report, 1h);
  dog.on(messages::TestRunStarted{});
  EXPECT_TRUE(dog.finish());
  EXPECT_EQ(report.seen, 1);
}

TEST(AWatchdogDeathTest, EndsAProgramWhoseReportStandsStill) {
  EXPECT_EXIT(
      {
        Slow report;
        report.takes = 1h;
        Watchdog dog(report, 50ms);
        dog.on(messages::TestRunStarted{});
      },
      testing::ExitedWithCode(1), "could not be written for 0.05 s");
}

}  // namespace
}  // namespace ordeal::cli
