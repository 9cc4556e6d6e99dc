#include "pipeline/protocol/shown_text.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

TEST(ShownText, NamesNoFolderOfTheHost) {
  EXPECT_EQ(without_paths("cannot open /dev/shm/card-7: no such file"), "cannot open …/card-7: no such file");
  EXPECT_EQ(without_paths("'/opt/a/b.so', (/x)"), "'…/b.so', (…/x)");
  EXPECT_EQ(without_paths("/srv"), "…/srv");
}

TEST(ShownText, LeavesOtherSlashesAlone) {
  EXPECT_EQ(without_paths("4 / 5 of tiny/audio at http://a/b"), "4 / 5 of tiny/audio at http://a/b");
  EXPECT_EQ(without_paths("a /"), "a /");
  EXPECT_EQ(without_paths(""), "");
}

TEST(ShownText, IsOneLineOfPrintableCharacters) {
  EXPECT_EQ(without_paths("a\nb\x1b[31m\xff"), "a b [31m ");
}

}  // namespace
}  // namespace slots
