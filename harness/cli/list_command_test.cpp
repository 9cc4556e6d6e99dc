#include <boost/json/parse.hpp>

#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

using ListCommand = Trial;

TEST_F(ListCommand, ShowsPlaceNameAndTags) {
  const Answer answer = trial("list --on there");
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out,
            "features/apples.feature:4   one is eaten  @fruit\n"
            "features/apples.feature:17  2 are eaten  @fruit @there @slow\n"
            "features/apples.feature:18  3 are eaten  @fruit @there @slow\n");
}

TEST_F(ListCommand, AlignsNamesByTheWidthOfThePlaces) {
  write("features/äpfel.feature", "Feature: b\n  Scenario: s\n    * a\n");
  EXPECT_EQ(trial("list").out,
            "features/apples.feature:4  one is eaten  @fruit\nfeatures/äpfel.feature:2   s\n");
}

TEST_F(ListCommand, SelectsLikeARun) {
  EXPECT_EQ(trial("list --on there --tags @slow --name '3 are'").out,
            "features/apples.feature:18  3 are eaten  @fruit @there @slow\n");
  EXPECT_EQ(trial("list features/apples.feature:5").out, "features/apples.feature:4  one is eaten  @fruit\n");
  EXPECT_EQ(trial("list").out, "features/apples.feature:4  one is eaten  @fruit\n");  // @there is another arm
  write("features/b.feature", "@FRU-01\nFeature: b\n  Scenario: s\n    * a\n");
  EXPECT_EQ(trial("list --id FRU-01").out, "features/b.feature:3  s  @FRU-01\n");
}

TEST_F(ListCommand, HasDataForTools) {
  const auto scenarios = boost::json::parse(trial("list --format json --name one").out);
  EXPECT_EQ(scenarios,
            boost::json::parse(R"([{"file": "features/apples.feature", "line": 4, "feature": "Apples",
    "name": "one is eaten", "tags": ["@fruit"]}])"));
}

TEST_F(ListCommand, SaysWhenNothingIsSelectedOrAFeatureIsWrong) {
  const Answer nothing = trial("list --tags @none");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_EQ(nothing.err, "ordeal list: no scenario is selected\n");
  write("features/b.feature", "Scenario: s\n");
  const Answer wrong = trial("list");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("features/b.feature:1:1: expected: "));
  EXPECT_EQ(wrong.out, "");
  EXPECT_EQ(trial("list --tags '(@a'").exit_code, 2);
}

}  // namespace
}  // namespace ordeal::cli
