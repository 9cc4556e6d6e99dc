#include "reports/junit.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "reports/example_run.hpp"
#include "reports/streams.hpp"

namespace ordeal::reports {
namespace {

using messages::Envelope;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const fs::path official = ORDEAL_SOURCE_DIR "/reports/testdata/junit-xml";

std::string junit(const std::vector<Envelope>& stream, JunitNames names = {}) {
  return written_by([&](Output output) { return std::make_unique<Junit>(std::move(output), names); }, stream);
}

// What xmllint says against it; empty: valid.
std::string schema_errors(const std::string& xml, const std::string& schema) {
  const fs::path folder = fs::path(testing::TempDir()) / ("junit-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "report.xml") << xml;
  const std::string command = "xmllint --noout --nonet --schema '" + (official / schema).string() + "' '" +
                              (folder / "report.xml").string() + "' > '" + (folder / "said").string() +
                              "' 2>&1";
  const int status = std::system(command.c_str());
  const std::string said = text_of(folder / "said");
  fs::remove_all(folder);
  return status == 0 ? "" : said;
}

// Surefire's schema knows no timestamp of a suite, so the official files, which have one, do not satisfy it
// either.
std::string without_timestamp(std::string xml) {
  const auto at = xml.find(" timestamp=\"");
  if (at != std::string::npos) xml.erase(at, xml.find('>', at) - at);
  return xml;
}

// GitLab reads it; neither schema knows it.
std::string without_files(std::string xml) {
  constexpr std::string_view file = " file=\"";
  for (std::size_t at = 0; (at = xml.find(file, at)) != std::string::npos;)
    xml.erase(at, xml.find('"', at + file.size()) + 1 - at);
  return xml;
}

void expect_valid(const std::string& with_files) {
  const std::string xml = without_files(with_files);
  EXPECT_EQ(schema_errors(xml, "jenkins-junit.xsd"), "") << xml;
  EXPECT_EQ(schema_errors(without_timestamp(xml), "surefire-test-report-3.0.2.xsd"), "") << xml;
}

class JunitOfAnyStream : public testing::TestWithParam<fs::path> {};

TEST_P(JunitOfAnyStream, IsValid) {
  expect_valid(junit(messages_in(GetParam())));
}

TEST_P(JunitOfAnyStream, IsValidWhereverTheRunIsInterrupted) {
  const auto all = messages_in(GetParam());
  for (std::size_t length : {all.size() / 2, all.size() - 2}) {
    const std::string xml = junit({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(length)});
    EXPECT_EQ(schema_errors(xml, "jenkins-junit.xsd"), "") << xml;
  }
}

INSTANTIATE_TEST_SUITE_P(CompatibilityKit, JunitOfAnyStream, testing::ValuesIn(kit_streams()), test_name);

// One scenario that failed with that message, and its verdict.
std::vector<Envelope> one_scenario(messages::Outcome outcome, const std::string& message) {
  using namespace messages;
  std::vector<Envelope> stream{
      TestRunStarted{}, Pickle{.id = "p", .uri = "a.feature", .location = Location{3}, .name = "a fault"},
      Hook{.id = "h"},
      TestCase{.id = "c", .pickle_id = "p", .test_steps = {TestStep{.hook_id = "h", .id = "s"}}},
      TestCaseStarted{.id = "1", .test_case_id = "c"}};
  TestStepFinished judged{.test_case_started_id = "1", .test_step_id = "s"};
  judged.test_step_result.status = outcome == Outcome::passed ? Status::passed
                                   : outcome == Outcome::interrupted || outcome == Outcome::not_started
                                       ? Status::skipped
                                       : Status::failed;
  judged.test_step_result.message = message;
  stream.push_back(judged);
  stream.push_back(to_attachment(Verdict{.scenario = "a.feature:3", .outcome = outcome}, "1", {}));
  stream.push_back(TestCaseFinished{.test_case_started_id = "1"});
  stream.push_back(TestRunFinished{});
  return stream;
}

TEST(Junit, CallsAScenarioWhoseFaultNeverLandedAnError) {
  const auto xml = junit(one_scenario(messages::Outcome::invalid, "invalid: the worker was never killed"));
  EXPECT_THAT(xml, HasSubstr(R"(<error type="invalid" message="invalid: the worker was never killed">)"));
  EXPECT_THAT(xml, HasSubstr(R"(failures="0" errors="1")"));
  expect_valid(xml);
}

TEST(Junit, CallsAScenarioThatIsNotHealedAnError) {
  const auto xml =
      junit(one_scenario(messages::Outcome::not_healed, "not healed: process 4711 is left over"));
  EXPECT_THAT(xml, HasSubstr(R"(<error type="not healed")"));
  expect_valid(xml);
}

TEST(Junit, CallsAFailedScenarioWithAVerdictAFailure) {
  const auto xml = junit(one_scenario(messages::Outcome::failed, "expected 70, got 137"));
  EXPECT_THAT(xml, HasSubstr("<failure>"));
  EXPECT_THAT(xml, HasSubstr(R"(failures="1" errors="0")"));
}

TEST(Junit, NeverShowsAnUnfinishedScenarioAsGreen) {
  auto stream = one_scenario(messages::Outcome::passed, "");
  stream.resize(stream.size() - 2);  // Ctrl-C: neither the scenario nor the run finished
  const auto xml = junit(stream);
  EXPECT_THAT(xml,
              HasSubstr(R"(<error type="interrupted" message="the run ended before this scenario did"/>)"));
  expect_valid(xml);
}

TEST(Junit, SaysWhyAScenarioWasInterrupted) {
  const auto xml = junit(one_scenario(messages::Outcome::interrupted, "interrupted after 7 ms"));
  EXPECT_THAT(xml, HasSubstr(R"(<error type="interrupted" message="interrupted after 7 ms">)"));
  EXPECT_THAT(xml, HasSubstr(R"(skipped="0" failures="0" errors="1")"));
  expect_valid(xml);
}

TEST(Junit, HasACaseForAFailedHookAndCountsIt) {
  for (const bool announced : {false, true}) {
    const auto xml = junit(run_with_failed_hook(announced), {.beyond_official = true});
    EXPECT_THAT(xml,
                HasSubstr("<testcase name=\"steps.cpp:3\" time=\"0.007\">\n"
                          "<failure type=\"std::runtime_error\" message=\"could not start the server\">"));
    EXPECT_THAT(xml, HasSubstr("<system-out><![CDATA[\nport 80 is taken\n]]></system-out>\n"));
    EXPECT_THAT(xml, HasSubstr(R"(tests="3" skipped="2" failures="1" errors="0")"));
    EXPECT_THAT(xml,
                HasSubstr("<skipped>\n<![CDATA[not started: the hook at steps.cpp:3 failed: could not start"
                          " the server]]>"));
    expect_valid(xml);
  }
}

TEST(Junit, TellsScenariosOfOneNameInTwoFilesApart) {
  std::vector<Envelope> stream;
  for (const std::string uri : {"a.feature", "b.feature"}) {
    stream.push_back(
        messages::Pickle{.id = uri, .uri = uri, .location = messages::Location{2}, .name = "same"});
    stream.push_back(messages::TestCase{.id = uri, .pickle_id = uri});
    stream.push_back(messages::TestCaseStarted{.id = uri, .test_case_id = uri});
    stream.push_back(messages::TestCaseFinished{.test_case_started_id = uri});
  }
  stream.push_back(messages::TestRunFinished{.success = true});
  const auto xml = written_by(
      [](Output output) {
        return std::make_unique<Junit>(std::move(output),
                                       JunitNames{.case_class = "Same", .beyond_official = true},
                                       Repository("/repository", "/repository/sub"));
      },
      stream);
  EXPECT_THAT(xml, HasSubstr(R"x(classname="Same" name="same (a.feature:2)" file="sub/a.feature")x"));
  EXPECT_THAT(xml, HasSubstr(R"x(classname="Same" name="same (b.feature:2)" file="sub/b.feature")x"));
  expect_valid(xml);
}

TEST(Junit, WritesKeywordsAsTheFeatureDoes) {
  const auto stream = run_with_keyword("Lorsqu'", "il pleut");
  EXPECT_THAT(junit(stream, {.beyond_official = true}), HasSubstr("\nLorsqu'il pleut.."));
  EXPECT_THAT(junit(stream), HasSubstr("\nLorsqu' il pleut.."));  // as the official form does
}

TEST(Junit, DoesNotSayNotStartedTwice) {
  const auto xml = junit(one_scenario(messages::Outcome::not_started, "not started: a hook failed"));
  EXPECT_THAT(xml, HasSubstr("<![CDATA[not started: a hook failed]]>"));
}

TEST(Junit, NamesTheFirstFailureFirstAndAllOfThem) {
  auto stream = example_run();
  for (auto& message : stream) {  // behind the step that failed, at line 13, the hook fails, too
    auto* finished = std::get_if<messages::TestStepFinished>(&message);
    if (finished == nullptr || finished->test_step_id != "10.judge") continue;
    finished->test_step_result = {.message = "cannot remove the folder", .status = messages::Status::failed};
  }
  const auto xml = junit(stream, {.beyond_official = true});
  EXPECT_THAT(xml, HasSubstr("<failure>\n<![CDATA[expected exit code 70\nbut it was 137\n\n"
                             "also, in hook: landed and healed:\ncannot remove the folder]]>"));
  expect_valid(xml);
}

TEST(Junit, ShowsAFeatureThatDoesNotParse) {
  messages::ParseError error{.message = "(4:3): expected: #EOF, got 'Gven'"};
  error.source.uri = "bad.feature";
  const auto xml = junit({error});
  EXPECT_THAT(xml, HasSubstr(R"(<testcase classname="bad.feature" name="parse")"));
  EXPECT_THAT(xml, HasSubstr(R"(tests="1" skipped="0" failures="0" errors="1")"));
  expect_valid(xml);
}

TEST(Junit, ShowsWhatTheWholeRunEndedWith) {
  const auto xml = junit({messages::TestRunFinished{.message = "no scenario is selected"}});
  EXPECT_THAT(xml, HasSubstr(R"(<error type="run" message="no scenario is selected">)"));
  EXPECT_THAT(xml, HasSubstr(R"(tests="1" skipped="0" failures="0" errors="1")"));
  expect_valid(xml);
}

TEST(Junit, LeavesOutWhatXmlCannotHold) {
  const auto xml =
      junit(one_scenario(messages::Outcome::failed, "bytes \x01\xFF and ]]> and \xEF\xBF\xBE end"));
  EXPECT_THAT(xml, HasSubstr("bytes \uFFFD and ]]]]><![CDATA[> and  end"));
  expect_valid(xml);
}

TEST(Junit, CallsAScenarioThatNeverBeganSkippedAndSaysWhy) {
  const auto xml = junit(one_scenario(messages::Outcome::not_started, "the budget of 25 min was spent"));
  EXPECT_THAT(xml, HasSubstr("<skipped>\n<![CDATA[not started: the budget of 25 min was spent]]>"));
  EXPECT_THAT(xml, HasSubstr(R"(skipped="1" failures="0" errors="0")"));
  expect_valid(xml);
}

TEST(Junit, TellsFlakyScenariosInAWayThatBothSchemasAllow) {
  const auto xml = junit(retried_run(), {.beyond_official = true});
  EXPECT_THAT(xml, HasSubstr(R"(<property name="flaky" value="features/retry.feature:3"/>)"));
  EXPECT_THAT(xml, Not(HasSubstr(R"(value="features/retry.feature:6")")));
  EXPECT_THAT(xml, HasSubstr("flaky: passed in attempt 2; the one before did not: connection refused"));
  EXPECT_THAT(xml, HasSubstr(R"(tests="4" skipped="1" failures="1" errors="0")"));  // attempts are no cases
  expect_valid(xml);
}

TEST(Junit, SortsCasesOfParallelRunsByFileAndLine) {
  std::vector<Envelope> stream;
  for (const auto& [uri, line] :
       {std::pair{"b.feature", 9}, {"a.feature", 20}, {"b.feature", 2}, {"a.feature", 3}}) {
    const std::string id = uri + std::to_string(line);
    stream.push_back(
        messages::Pickle{.id = id, .uri = uri, .location = messages::Location{line}, .name = id});
    stream.push_back(messages::TestCase{.id = id, .pickle_id = id});
    stream.push_back(messages::TestCaseStarted{.id = id, .test_case_id = id});
    stream.push_back(messages::TestCaseFinished{.test_case_started_id = id});
  }
  const auto xml = junit(stream);
  EXPECT_LT(xml.find("a.feature3"), xml.find("a.feature20"));
  EXPECT_LT(xml.find("a.feature20"), xml.find("b.feature2"));
  EXPECT_LT(xml.find("b.feature2"), xml.find("b.feature9"));
}

}  // namespace
}  // namespace ordeal::reports
