#include "harness/definitions/edit_distance.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

TEST(EditDistance, CountsWhatMustBeChanged) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("same", "same"), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("saturday", "sunday"), 3u);
}

}  // namespace
}  // namespace ordeal
