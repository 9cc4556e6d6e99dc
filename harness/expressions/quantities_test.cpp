#include "harness/expressions/quantities.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

namespace ordeal::expressions {
namespace {

using namespace std::chrono_literals;

TEST(Quantities, ReadDecimalFractionsExactly) {
  EXPECT_EQ(duration_of("0.1", "s"), 100ms);
  EXPECT_EQ(duration_of("1.000000001", "s"), 1'000'000'001ns);
  EXPECT_EQ(duration_of("2.5", "h"), 150min);
  EXPECT_EQ(bytes_of("0.25", "KiB"), Bytes{256});
  EXPECT_EQ(bytes_of("1.50", "kB"), Bytes{1500});
}

TEST(Quantities, RefuseWhatIsNoWholeNumberOfTheSmallestUnit) {
  EXPECT_THROW((void)duration_of("0.3", "ns"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("1.5", "B"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("0.1", "KiB"), std::invalid_argument);
}

TEST(Quantities, RefuseWhatDoesNotFit) {
  EXPECT_EQ(duration_of("9223372036854775807", "ns"), std::chrono::nanoseconds::max());
  EXPECT_THROW((void)duration_of("9223372036854775808", "ns"), std::out_of_range);
  EXPECT_THROW((void)duration_of("9223372037", "s"), std::out_of_range);
  EXPECT_THROW((void)bytes_of("8388608", "TiB"), std::out_of_range);
  EXPECT_THROW((void)duration_of("0.00000000000000000001", "s"), std::out_of_range);
}

TEST(Quantities, SayHowManyDigitsThereMayBe) {
  const auto complaint = [](std::string_view number) -> std::string {
    try {
      (void)duration_of(number, "s");
    } catch (const std::out_of_range& error) {
      return error.what();
    }
    return "no complaint";
  };
  EXPECT_EQ(complaint("99999999999999999999"),
            "99999999999999999999 is more than the largest number, 9223372036854775807");
  EXPECT_EQ(complaint("0.0000000000000000001"), "0.0000000000000000001 has 19 decimals, 18 are allowed");
  EXPECT_EQ(complaint("0.00000000000000000000000000000000000001"),
            "0.00000000000000000000000000000000000001 has 38 decimals, 18 are allowed");
}

TEST(Quantities, RefuseUnknownUnitsAndNumbersThatAreNone) {
  EXPECT_THROW((void)duration_of("1", "weeks"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("1", "KB"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("", "GB"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("1.", "GB"), std::invalid_argument);
  EXPECT_THROW((void)bytes_of("-1", "GB"), std::invalid_argument);
}

TEST(Quantities, KnowSignalsByNameAndExitCodesByEither) {
  EXPECT_EQ(signal_of("SIGTERM").number, SIGTERM);
  EXPECT_THROW((void)signal_of("TERM"), std::invalid_argument);
  EXPECT_EQ(exit_code_of("0").code, 0);
  EXPECT_EQ(exit_code_of("255").code, 255);
  EXPECT_EQ(exit_code_of("SIGTERM").code, 143);
  EXPECT_THROW((void)exit_code_of("256"), std::out_of_range);
}

}  // namespace
}  // namespace ordeal::expressions
