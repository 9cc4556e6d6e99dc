#include "harness/text/shell_word.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

TEST(ShellWord, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(shell_word("features/a.feature:12"), "features/a.feature:12");
  EXPECT_EQ(shell_word("my features/a.feature"), "'my features/a.feature'");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(ShellWord, MayHoldAQuote) {
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(single_quoted("its"), "'its'");
}

}  // namespace
}  // namespace ordeal
