#include "reports/github.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "reports/example_run.hpp"
#include "reports/repository_fixture.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string commands(const std::vector<messages::Envelope>& stream) {
  const RootIsWorkingFolder root;
  return written_by([](Output output) { return std::make_unique<Github>(std::move(output), std::nullopt); },
                    stream);
}

TEST(GithubCommands, PointAtTheStepThatFailed) {
  EXPECT_THAT(commands(example_run()),
              HasSubstr("::error file=features/gpu/memory.feature,line=13,title=a poisoned worker leaves "
                        "(failed)::expected exit code 70%0Abut it was 137%0Aagain: ordeal run "
                        "features/gpu/memory.feature:10 --on cpu --seed 7\n"));
}

TEST(GithubCommands, PointAtTheScenarioThatIsInvalid) {
  EXPECT_THAT(commands(example_run()),
              HasSubstr("::error file=features/gpu/memory.feature,line=15,title=a flipped byte in the model "
                        "(invalid)::invalid: byte 4096"));
}

TEST(GithubCommands, WarnOfWhatIsFlakyOrNeverBegan) {
  const auto text = commands(retried_run());
  EXPECT_THAT(text,
              HasSubstr("::warning file=features/retry.feature,line=3,title=a model server that is slow "
                        "to come up (flaky)::connection refused%0Aagain: "));
  EXPECT_THAT(text, HasSubstr("::warning title=not started::1 scenario never began: the run ended before\n"));
}

TEST(GithubCommands, SayNothingOfWhatPassed) {
  auto stream = plan_of(1, 1);
  for (auto& envelope : execution_of(0, 1)) stream.push_back(envelope);
  EXPECT_EQ(commands(stream), "");
}

TEST(GithubCommands, PointIntoAFeatureThatDoesNotParse) {
  messages::ParseError error{.message = "(4:3): expected: #EOF, got 'Gven'"};
  error.source.uri = "a,b.feature";
  error.source.location = messages::Location{4, 3};
  EXPECT_EQ(commands({error}),
            "::error file=a%2Cb.feature,line=4,col=3,title=ordeal::expected: #EOF, got 'Gven'\n");
}

TEST(GithubCommands, EscapeWhatWouldEndThem) {
  EXPECT_EQ(command_data("50 %: a,b\r\n::"), "50 %25: a,b%0D%0A::");
  EXPECT_EQ(command_property("50 %: a,b\r\n"), "50 %25%3A a%2Cb%0D%0A");
}

// Beside `pretty` they go to whoever looks at it, too.
TEST(GithubCommands, LetNoControlCharacterThrough) {
  EXPECT_EQ(command_data("the screen\x1b[2J is cleared\r\n"), "the screen␛[2J is cleared%0D%0A");
}

class GithubStepSummary : public testing::Test {
 protected:
  void TearDown() override { fs::remove(file_); }

  std::string summary(const std::vector<messages::Envelope>& stream) {
    written_by([&](Output output) { return std::make_unique<Github>(std::move(output), file_); }, stream);
    return text_of(file_);
  }

  fs::path file_ = fs::path(testing::TempDir()) / ("step summary of " + std::to_string(getpid()));
};

TEST_F(GithubStepSummary, HasATableAndWhatDidNotPass) {
  const auto text = summary(retried_run());
  EXPECT_THAT(text,
              HasSubstr("### 4 scenarios in 5.0 s\n\n| ending | scenarios |\n| --- | ---: |\n"
                        "| ✔ passed | 1 |\n| ↻ flaky | 1 |\n| ✘ failed | 1 |\n| ○ not started | 1 |\n"));
  EXPECT_THAT(text,
              HasSubstr("<details><summary>✘ a model server that never answers: failed, "
                        "<code>features/retry.feature:6</code></summary>\n<pre>timed out after 3 s</pre>\n"
                        "again: <code>ordeal run features/retry.feature:6</code>\n</details>\n"));
}

TEST_F(GithubStepSummary, IsAppendedToWhatOtherStepsWrote) {
  std::ofstream(file_) << "before\n";
  EXPECT_THAT(summary(retried_run()), testing::StartsWith("before\n### 4 scenarios"));
}

TEST_F(GithubStepSummary, ShowsNoMessageAsHtmlOrMarkdown) {
  StepSummary summary(file_);
  summary.add(Problem{.what = "<script> & an empty line\n\n# no headline"});
  EXPECT_THAT(summary.text(), HasSubstr("&lt;script&gt; &amp; an empty line\n&#8203;\n# no headline"));
  summary.add(Problem{.what = "a line of spaces\n  \n# no headline"});
  EXPECT_THAT(summary.text(), HasSubstr("a line of spaces\n&#8203;\n# no headline"));
}

TEST_F(GithubStepSummary, StaysBelowTheLimitAndSaysWhatIsLeftOut) {
  StepSummary summary(file_, {}, 10'000);
  for (int i = 0; i < 100; ++i) summary.add(Problem{.what = std::string(1000, 'x')});
  EXPECT_LT(summary.text().size(), 10'000U);
  EXPECT_THAT(summary.text(), HasSubstr("… and 95 more that are left out"));
}

TEST_F(GithubStepSummary, CountsWhatStandsThereAgainstTheLimit) {
  std::ofstream(file_) << std::string(9'000, '-');
  StepSummary summary(file_, {}, 10'000);
  summary.add(Problem{.what = "too much"});
  EXPECT_THAT(summary.text(), Not(HasSubstr("too much")));
}

TEST_F(GithubStepSummary, SaysWhichFileCannotBeWritten) {
  StepSummary summary("/nowhere/summary.md");
  EXPECT_THAT(summary.finish().error(), HasSubstr("/nowhere/summary.md (GITHUB_STEP_SUMMARY): No such file"));
}

}  // namespace
}  // namespace ordeal::reports
