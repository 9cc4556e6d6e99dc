#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(ScenarioWithoutThen, NamesItInEveryLanguage) {
  EXPECT_THAT(
      findings(
          "scenario-without-then",
          {.feature =
               "# language: de\nFunktionalität: f\n  Szenario: s\n    Wenn a\n  Szenario: t\n    Dann b\n"}),
      ElementsAre(testing::StartsWith("a.feature:3:3: 's': it checks nothing")));
}

}  // namespace
}  // namespace ordeal::lint
