#include "harness/text/duration.hpp"

#include <gtest/gtest.h>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

TEST(ADurationOnTheCommandLine, HasItsUnitOrIsSeconds) {
  EXPECT_EQ(*parse_duration("90"), 90s);
  EXPECT_EQ(*parse_duration("0"), 0s);
  EXPECT_EQ(*parse_duration("1.5 s"), 1500ms);
  EXPECT_EQ(*parse_duration("250ms"), 250ms);
  EXPECT_EQ(*parse_duration("25m"), 25min);
  EXPECT_EQ(*parse_duration("1h30m"), 90min);
  EXPECT_EQ(*parse_duration("2 min"), 2min);
}

TEST(ADurationOnTheCommandLine, IsRefusedWhenItIsNone) {
  for (const char* wrong :
       {"", "s", "-1", "1 day", "1h30", "inf", "nan", "1e9", "9999999h", "5 s x", "1..5"}) {
    EXPECT_TRUE(parse_duration(wrong).has_error()) << wrong;
  }
  EXPECT_NE(parse_duration("9999999h").error().find("at most a year"), std::string::npos);
}

}  // namespace
}  // namespace ordeal
