#include "harness/process/captured_output.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "harness/process/forked_test.hpp"

namespace ordeal::process {
namespace {

TEST(CapturedOutput, HasWhatAProcessAndItsChildrenWrote) {
  CapturedOutput output;
  run_forked([&] {
    output.redirect();
    std::puts("printed");
    (void)!std::system("echo of a child; echo complained >&2");
    return 0;
  });
  EXPECT_EQ(output.take(), "printed\nof a child\ncomplained\n");
  EXPECT_EQ(output.take(), "");
}

TEST(CapturedOutput, HasWhatAProcessPrintedThatWasKilledAfterIt) {
  CapturedOutput output;
  run_forked([&] {
    output.redirect();
    std::puts("the last words");
    return kill(getpid(), SIGKILL);
  });
  EXPECT_EQ(output.take(), "the last words\n");
}

TEST(CapturedOutput, TakesEachPartOnce) {
  CapturedOutput output;
  const auto end = run_forked([&] {
    output.redirect();
    std::puts("first");
    const bool first = output.take() == "first\n";
    std::puts("second");
    return first && output.take() == "second\n" ? 0 : 1;
  });
  EXPECT_EQ(end.number, 0);
}

TEST(CapturedOutput, KeepsTheEndOfWhatWasTooMuch) {
  CapturedOutput output;
  run_forked([&] {
    output.redirect();
    for (int i = 0; i < 100; ++i) std::puts(std::string(100'000, 'x').c_str());
    std::puts("the end");
    return 0;
  });
  output.forget_the_beginning();
  const std::string text = output.take();
  EXPECT_LE(text.size(), 64u << 10);
  EXPECT_THAT(text, testing::EndsWith("x\nthe end\n"));
}

}  // namespace
}  // namespace ordeal::process
