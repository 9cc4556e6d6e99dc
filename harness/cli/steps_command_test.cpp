#include <boost/json/parse.hpp>

#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

using StepsCommand = Trial;

TEST_F(StepsCommand, ShowsWordingDescriptionPlaceAndExamples) {
  const Answer answer = trial("steps basket");
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("Given a basket with {int} apple(s)\n    harness/cli/trial_suite.cpp:"));
  EXPECT_THAT(answer.out, HasSubstr("    An <empty> one has 0 | none.\n"
                                    "    › Given a basket with 3 apples  features/apples.feature:5\n"));
  EXPECT_THAT(answer.out, Not(HasSubstr("I eat")));
}

TEST_F(StepsCommand, SearchesWordingAndDescriptionInCapitalsOrNot) {
  EXPECT_THAT(trial("steps 'i EAT'").out, HasSubstr("I eat {int} {colour} apple(s)"));
  EXPECT_THAT(trial("steps EMPTY").out, HasSubstr("a basket with {int} apple(s)"));
  const Answer nothing = trial("steps pears");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_EQ(nothing.err, "ordeal steps: no steps with 'pears'\n");
}

TEST_F(StepsCommand, TakesExamplesFromOtherFeaturesAndSaysWhenThereAreNone) {
  write("more.feature", "Feature: f\n  Scenario: s\n    When I eat 9 red apples\n");
  const Answer answer = trial("steps eat --examples more.feature");
  EXPECT_THAT(answer.out, HasSubstr("› When I eat 9 red apples  more.feature:3"));
  EXPECT_THAT(answer.out, Not(HasSubstr("apples.feature")));
  EXPECT_EQ(trial("steps --examples nowhere").exit_code, 2);
}

TEST_F(StepsCommand, HasDataForTools) {
  const auto steps = boost::json::parse(trial("steps --format json eat").out).as_array();
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].at("keyword"), "When");
  EXPECT_EQ(steps[0].at("wording"), "I eat {int} {colour} apple(s)");
  EXPECT_EQ(steps[0].at("parameters"), boost::json::parse(R"(["int","colour"])"));
  EXPECT_EQ(steps[0].at("examples").as_array().size(), 3u);
  EXPECT_EQ(steps[0].at("examples").at(1).at("text"), "When I eat 2 green apples");
  EXPECT_EQ(boost::json::parse(trial("steps --format json read").out).at(0).at("takes"), "text");
}

TEST_F(StepsCommand, RendersMarkdownAsATableForEachFile) {
  const std::string page = trial("steps --format markdown basket").out;
  EXPECT_THAT(page,
              HasSubstr("## harness/cli/trial_suite.cpp\n\n| | step | what it does | for example |\n|---|"));
  EXPECT_THAT(page, HasSubstr("| Given | `a basket with {int} apple(s)` | An <empty> one has 0 \\| none. | "
                              "`Given a basket with 3 apples` |\n"));
}

TEST_F(StepsCommand, RendersOnePageThatNeedsNoNetwork) {
  const std::string page = trial("steps --format html").out;
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("An &lt;empty&gt; one"));
  EXPECT_THAT(page, HasSubstr("<input id=\"search\""));
  EXPECT_THAT(page, Not(HasSubstr("://")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

TEST_F(StepsCommand, ListsParameterTypes) {
  const std::string text = trial("steps --parameters").out;
  EXPECT_THAT(text, HasSubstr("{int}  std::int64_t\n"));
  EXPECT_THAT(text, HasSubstr("    red|green\n    harness/cli/trial_suite.cpp:"));
  EXPECT_EQ(boost::json::parse(trial("steps --parameters --format json colour").out).as_array().size(), 1u);
}

}  // namespace
}  // namespace ordeal::cli
