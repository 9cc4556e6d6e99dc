#include <boost/json/parse.hpp>

#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

using LintCommand = Trial;
const std::string sources = " --sources '" ORDEAL_SOURCE_DIR "'";

TEST_F(LintCommand, PrintsFindingsAndSaysSoByItsExitCode) {
  const Answer answer = trial("lint" + sources);
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_THAT(answer.out,
              testing::ContainsRegex("harness/cli/trial_suite.cpp:[0-9]+:1: unused-step: .*'I read:'"));
  EXPECT_THAT(answer.out,
              testing::ContainsRegex("trial_suite.cpp:[0-9]+:1: then-without-check: .*'the basket is fine'"));
  EXPECT_EQ(answer.err, "3 findings\n");  // two steps are unused
}

TEST_F(LintCommand, IsSilentWithoutFindings) {
  const Answer answer = trial("lint features/apples.feature --rule unused-step --rule undefined-step");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.out + answer.err, "");
}

TEST_F(LintCommand, HasDataForTools) {
  write("features/b.feature",
        "Feature: b\n  Scenario: s\n    When cheese\n    Then the basket has 1 apple\n");
  const auto findings =
      boost::json::parse(trial("lint features/b.feature --format json --sources nowhere").out);
  ASSERT_EQ(findings.as_array().size(), 1u);
  EXPECT_EQ(findings.at(0), boost::json::parse(R"({"file": "features/b.feature", "line": 3, "column": 5,
    "rule": "undefined-step", "message": "no definition matches 'cheese'"})"));
}

TEST_F(LintCommand, KnowsTagsAndACatalogue) {
  write("tags.txt", "@fruit @there # and no other\n");
  EXPECT_THAT(trial("lint --rule unknown-tag --tags tags.txt").out,
              HasSubstr("features/apples.feature:9:10: unknown-tag: @slow"));
  EXPECT_EQ(trial("lint --tags nowhere").exit_code, 2);
}

TEST_F(LintCommand, CountsAFeatureThatDoesNotParseAsAFinding) {
  write("features/b.feature", "Scenario: s\n");
  const Answer answer = trial("lint features/b.feature");
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_THAT(answer.out, HasSubstr("features/b.feature:1:1: parse-error: "));
  EXPECT_EQ(trial("lint nowhere").exit_code, 2);
}

TEST_F(LintCommand, FormatsOnlyWhenAsked) {
  const std::string untidy = "Feature: b\nScenario: s\nWhen I eat 1 red apple\nThen the basket has 1 apple\n";
  write("features/b.feature", untidy);
  const Answer check = trial("lint --fix --check");
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_EQ(check.err, "features/b.feature: would be formatted\n");
  EXPECT_EQ(content("features/b.feature"), untidy);

  EXPECT_EQ(trial("lint --fix features/b.feature --rule undefined-step").exit_code, 0);
  EXPECT_EQ(content("features/b.feature"),
            "Feature: b\n\n  Scenario: s\n    When I eat 1 red apple\n    Then the basket has 1 apple\n");
  EXPECT_EQ(trial("lint --fix --check").exit_code, 0);
  EXPECT_EQ(trial("lint --check").exit_code, 2);
}

TEST_F(LintCommand, LeavesAFileInAnotherEncodingAsItIs) {
  const std::string untidy =
      "# encoding: iso-8859-1\nFeature: \xE4\nScenario: s\nThen the basket has 1 apple\n";
  write("features/b.feature", untidy);
  for (const char* how : {"", " --check"}) {
    const Answer answer = trial("lint --fix features/b.feature" + std::string(how));
    EXPECT_EQ(answer.exit_code, 2);
    EXPECT_THAT(answer.err, HasSubstr("features/b.feature: it declares the encoding iso-8859-1, and is "
                                      "formatted only once it is saved as UTF-8"));
    EXPECT_EQ(content("features/b.feature"), untidy) << "the file was rewritten";
  }
}

TEST_F(LintCommand, FormatsTheOthersWhenOneCannotBeReplaced) {
  const std::string untidy = "Feature: b\nScenario: s\nWhen I eat 1 red apple\nThen the basket has 1 apple\n";
  const std::string longest = "features/" + std::string(247, 'a') + ".feature";  // no name beside it is free
  write(longest, untidy);
  write("features/b.feature", untidy);
  const Answer answer = trial("lint --fix --rule undefined-step");
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err,
              testing::AllOf(HasSubstr("aaa.feature cannot be made"), HasSubstr("the file is as it was"),
                             HasSubstr("features/b.feature: formatted")));
  EXPECT_EQ(content(longest), untidy);
}

}  // namespace
}  // namespace ordeal::cli
