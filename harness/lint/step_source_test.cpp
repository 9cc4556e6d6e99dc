#include "harness/lint/step_source.hpp"

#include <gtest/gtest.h>

namespace ordeal::lint {
namespace {

TEST(StepSource, BlanksCommentsAndLiteralsLineForLine) {
  EXPECT_EQ(code_only("a // b\nc"), "a     \nc");
  EXPECT_EQ(code_only("a /* b\n*/ c"), "a     \n   c");
  EXPECT_EQ(code_only(R"(f("b\"c", 'd'))"), "f(      ,    )");
  EXPECT_EQ(code_only("1'000 + 2'000"), "1'000 + 2'000");
  EXPECT_EQ(code_only("R\"x(a\n)\" )x\" + b"), "     \n       + b");
  EXPECT_EQ(code_only("\"not closed\nb"), "           \nb");
}

}  // namespace
}  // namespace ordeal::lint
