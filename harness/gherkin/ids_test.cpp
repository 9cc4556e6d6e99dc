#include "harness/gherkin/ids.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ordeal::gherkin {
namespace {

TEST(IncrementingIds, CountFromZero) {
  IncrementingIds ids;
  for (int number = 0; number < 12'345; ++number) ASSERT_EQ(ids.next(), std::to_string(number));
  EXPECT_EQ(ids.number(), 12'345u);
}

TEST(IncrementingIds, GoOnWhereOthersWouldHave) {
  for (const std::uint64_t first : {0u, 1u, 9u, 10u, 11u, 99u, 100u, 12'345u, 999'999u}) {
    IncrementingIds ids(first);
    EXPECT_EQ(ids.number(), first);
    EXPECT_EQ(ids.next(), std::to_string(first));
    EXPECT_EQ(ids.next(), std::to_string(first + 1));
    EXPECT_EQ(ids.number(), first + 2);
  }
}

}  // namespace
}  // namespace ordeal::gherkin
