// The tag @memory: what a scenario's processes may hold.
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "harness/definitions/define.hpp"
#include "harness/run/run_fixture.hpp"

namespace ordeal::run {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;

const void* volatile seen_from_outside;  // or a compiler might leave the memory out

GIVEN("it holds {int} MiB until somebody ends it", (int mebibytes)) {
  const std::vector<char> held(static_cast<std::size_t>(mebibytes) << 20, 'x');
  seen_from_outside = held.data();
  for (;;) pause();
}
GIVEN("a program of it holds {int} MB until somebody ends it", (int megabytes)) {
  const std::string bytes = std::to_string(megabytes) + "000000";
  const std::string holds = "(head -c " + bytes + " /dev/zero; tail -f /dev/null) | tail -c 900000000";
  ASSERT_EQ(std::system(holds.c_str()), 0);
}
GIVEN("it reserves {int} GiB and touches none", (int gibibytes)) {
  void* reserved = std::malloc(static_cast<std::size_t>(gibibytes) << 30);
  seen_from_outside = reserved;
  ASSERT_NE(reserved, nullptr);
  std::free(reserved);
}

class AMemoryLimit : public RunFixture {};

INSTANTIATE_TEST_SUITE_P(In, AMemoryLimit, kEveryIsolation, name_of);

TEST_P(AMemoryLimit, EndsAScenarioThatHoldsMore) {
  const Tally tally = run(
      "@memory(4GB)\nFeature: f\n  @memory(128MiB)\n  Scenario: a\n    Given it holds 256 MiB until somebody "
      "ends it\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_EQ(tally.exit_code(), exit_code::kFailed);
  EXPECT_THAT(seen_.said,
              Contains(ContainsRegex("its processes held [0-9]+ bytes of memory, more than the limit of "
                                     "134217728 bytes; most of it, [0-9]+ bytes, process [0-9]+, .+ "
                                     "\\(its tag @memory\\)")));
}

TEST_P(AMemoryLimit, CountsProgramsThatAScenarioStartsAndNamesTheLargest) {
  const Tally tally = run(
      "Feature: f\n  @memory(128MiB)\n  Scenario: a\n    Given a program of it holds 200 MB until somebody "
      "ends it\n");
  EXPECT_EQ(tally.failed, 1);
  EXPECT_THAT(seen_.said,
              Contains(AllOf(HasSubstr("more than the limit of 134217728"), HasSubstr("tail -c 900000000"))));
}

TEST_P(AMemoryLimit, LetsPassWhatIsBelowIt) {
  const Tally tally =
      run("Feature: f\n  @memory(1GiB)\n  Scenario: a\n    Given it reserves 4 GiB and touches none\n");
  EXPECT_EQ(tally.passed, 1) << testing::PrintToString(seen_.said);
}

TEST_P(AMemoryLimit, ThatIsNoneIsToldBeforeTheRun) {
  run("Feature: f\n  @memory(lots)\n  Scenario: a\n  @memory(0MB)\n  Scenario: b\n  @memory(2GB\n  Scenario: "
      "c\n  @memory(2)\n  Scenario: d\n");
  EXPECT_THAT(
      refused_,
      ElementsAre(HasSubstr("a.feature:3: @memory(lots): \"lots\" is no size of memory: write 500MB or 2GiB"),
                  HasSubstr("a.feature:5: @memory(0MB): a limit must be above 0"),
                  HasSubstr("a.feature:7: @memory(2GB: the ) is missing"),
                  HasSubstr("a.feature:9: @memory(2): \"2\" is no size of memory")));
}

}  // namespace
}  // namespace ordeal::run
