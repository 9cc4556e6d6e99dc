#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(EmptyFeature, NamesFilesWithoutAFeatureAndFeaturesWithoutScenarios) {
  EXPECT_THAT(findings("empty-feature", {.feature = "# nothing\n"}),
              ElementsAre(HasSubstr("a.feature:1:1: the file holds no feature")));
  EXPECT_THAT(findings("empty-feature", {.feature = "Feature: f\n  Rule: r\n"}),
              ElementsAre("a.feature:1:1: the feature has no scenarios"));
  EXPECT_THAT(findings("empty-feature", {.feature = "Feature: f\n  Rule: r\n    Scenario: s\n"}), IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
