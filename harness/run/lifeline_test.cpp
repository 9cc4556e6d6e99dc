#include "harness/run/lifeline.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <thread>

namespace ordeal::run {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Optional;

void hang() {
  for (volatile bool go_on = true; go_on;) std::this_thread::sleep_for(1ms);
}

TEST(ALifeline, LetsABodyEndByItself) {
  Lifeline line;
  int runs = 0;
  EXPECT_EQ(line.run(1min, [&] { ++runs; }), std::nullopt);
  EXPECT_EQ(runs, 1);
}

TEST(ALifeline, ComesBackFromACrash) {
  Lifeline line;
  EXPECT_THAT(line.run(1min, [] { raise(SIGSEGV); }), Optional(HasSubstr("crashed with signal 11")));
  EXPECT_THAT(line.run(1min, [] { std::abort(); }), Optional(HasSubstr("crashed with signal 6")));
  EXPECT_EQ(line.run(1min, [] {}), std::nullopt);
}

TEST(ALifeline, ComesBackFromWhatNeverEnds) {
  Lifeline line;
  EXPECT_EQ(line.run(10ms, hang), "did not end within 0.01 s");
}

TEST(ALifeline, LimitsAPartWithinTheWhole) {
  Lifeline line;
  EXPECT_EQ(line.run(1min,
                     [&] {
                       line.limit_part(1min);  // the part before was quick
                       line.limit_part(20ms);
                       hang();
                     }),
            "did not end within 0.02 s");
  EXPECT_EQ(line.run(10ms,
                     [&] {
                       line.limit_part(1min);
                       hang();
                     }),
            "did not end within 0.01 s");
}

TEST(ALifelineDeathTest, LeavesCrashesOutsideOfABodyAlone) {
  EXPECT_EXIT(
      {
        Lifeline line;
        raise(SIGSEGV);
      },
      testing::KilledBySignal(SIGSEGV), "");
}

TEST(ALifelineDeathTest, SaysWhenABodyCallsExit) {
  EXPECT_EXIT(
      {
        Lifeline line;
        line.run(1min, [] { std::exit(0); });
      },
      testing::ExitedWithCode(1), "called exit\\(\\)");
}

}  // namespace
}  // namespace ordeal::run
