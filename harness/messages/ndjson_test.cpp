#include "harness/messages/ndjson.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/text/utf8.hpp"

namespace ordeal::messages {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view line) {
  const auto read = from_ndjson(line);
  return read.has_error() ? read.error() : "";
}

TEST(Ndjson, LeavesOutWhatAnOptionalMemberDoesNotHold) {
  EXPECT_EQ(to_ndjson(TestRunStarted{.timestamp = Timestamp(std::chrono::milliseconds(1500))}),
            R"({"testRunStarted":{"timestamp":{"seconds":1,"nanos":500000000}}})");
}

TEST(Ndjson, WritesTheSchemasWordsForEnumerations) {
  const TestStepFinished finished{
      .test_case_started_id = "a", .test_step_id = "b", .test_step_result = {.status = Status::ambiguous}};
  EXPECT_THAT(to_ndjson(finished), HasSubstr(R"("status":"AMBIGUOUS")"));
  EXPECT_THAT(to_ndjson(Hook{.id = "h", .type = HookType::before_test_case}), HasSubstr("BEFORE_TEST_CASE"));
  EXPECT_THAT(to_ndjson(Pickle{.steps = {PickleStep{.id = "s", .type = StepType::action}}}),
              HasSubstr(R"("type":"Action")"));
}

TEST(Ndjson, WritesTimesBefore1970WithNanosThatCountForward) {
  EXPECT_THAT(to_ndjson(TestRunStarted{.timestamp = Timestamp(std::chrono::milliseconds(-500))}),
              HasSubstr(R"({"seconds":-1,"nanos":500000000})"));
}

TEST(Ndjson, LetsAMessageWithAnyBytesBeReadAgain) {
  const auto line = to_ndjson(ParseError{.source = {}, .message = "read \xFF\xFE from the socket"});
  const auto read = from_ndjson(line);
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(std::get<ParseError>(*read).message, "read \uFFFD\uFFFD from the socket");
}

TEST(Ndjson, KeepsADocumentAsItStands) {
  const std::string content = R"({"uri": "a.feature", "comments":[], "x":1e2})";
  const auto read = from_ndjson("{\"gherkinDocument\":" + content + "}");
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(std::get<GherkinDocument>(*read).json, content);
  EXPECT_EQ(to_ndjson(*read), "{\"gherkinDocument\":" + content + "}");
}

TEST(Ndjson, TakesADocumentOutOfAnyOtherFormOfItsEnvelope) {
  for (const auto* line :
       {R"( {"gherkinDocument" : {"uri":"a"} } )", R"({"gherkinDocument":{"uri":"a"},"more":{}})"}) {
    const auto read = from_ndjson(line);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(std::get<GherkinDocument>(*read).json, R"({"uri":"a"})");
  }
  EXPECT_THAT(error_of(R"({"gherkinDocument":7})"), HasSubstr("gherkinDocument: expected an object"));
  EXPECT_THAT(error_of(R"({"gherkinDocument":{"uri":}})"), HasSubstr("not JSON"));
}

// Found by ci/fuzz: {"gherkinDocument":{"comments":⏎[],…}} was written as two lines.
TEST(Ndjson, WritesADocumentThatWasBrokenIntoLinesAsOneLine) {
  for (const auto* line_break : {"\n", "\r\n"}) {
    const auto read = from_ndjson("{\"gherkinDocument\":{\"comments\":" + std::string(line_break) + "[]}}");
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(to_ndjson(*read), R"({"gherkinDocument":{"comments":[]}})");
  }
}

TEST(Ndjson, NamesTheMemberThatIsMissing) {
  EXPECT_EQ(error_of(R"({"testCaseFinished":{"timestamp":{"seconds":0,"nanos":0},"willBeRetried":false}})"),
            "testCaseFinished.testCaseStartedId: is missing");
}

TEST(Ndjson, NamesTheMemberOfAnotherTypeInAList) {
  EXPECT_EQ(error_of(R"({"pickle":{"id":"1","uri":"a","name":"","language":"en","steps":[],
                         "tags":[{"name":"@a","astNodeId":3}],"astNodeIds":[]}})"),
            "pickle.tags[0].astNodeId: expected a text, found 3");
}

TEST(Ndjson, RefusesAStatusThatTheSchemaDoesNotHave) {
  EXPECT_THAT(error_of(R"({"testStepFinished":{"testCaseStartedId":"a","testStepId":"b",
      "testStepResult":{"status":"GREEN","duration":{"seconds":0,"nanos":0}},"timestamp":{"seconds":0,"nanos":0}}})"),
              testing::AllOf(HasSubstr("testStepFinished.testStepResult.status"), HasSubstr("\"GREEN\"")));
}

TEST(Ndjson, RefusesATimeThatDoesNotFit) {
  EXPECT_THAT(error_of(R"({"testRunStarted":{"timestamp":{"seconds":9223372036854775807,"nanos":0}}})"),
              HasSubstr("292 years"));
}

TEST(Ndjson, RefusesWhatIsNoObject) {
  EXPECT_THAT(error_of("[]"), HasSubstr("object"));
  EXPECT_THAT(error_of("{"), HasSubstr("not JSON"));
}

TEST(Ndjson, PassesOnMessagesThatItDoesNotKnow) {
  const std::string line = R"({"somethingNew":{"deep":[1,{"x":null}]}})";
  const auto read = from_ndjson(line);
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(std::holds_alternative<UnknownMessage>(*read));
  EXPECT_EQ(to_ndjson(*read), line);
}

TEST(Ndjson, NamesTheLineOfAStreamThatItCannotRead) {
  std::istringstream lines(R"({"testRunStarted":{"timestamp":{"seconds":0,"nanos":0}}})"
                           "\n\nnonsense\n");
  int seen = 0;
  const auto read = read_ndjson(lines, [&](const Envelope&) { ++seen; });
  EXPECT_EQ(seen, 1);
  ASSERT_TRUE(read.has_error());
  EXPECT_THAT(read.error(), HasSubstr("line 3: not JSON"));
}

// The official streams: every one of them, read and written, is the same JSON.
class CompatibilityKit : public testing::TestWithParam<std::filesystem::path> {};

std::vector<std::filesystem::path> official_streams() {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path kit(ORDEAL_DEPS "/node_modules/@cucumber/compatibility-kit/features");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kit)) {
    if (entry.path().extension() == ".ndjson") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST_P(CompatibilityKit, IsTheSameAfterReadingAndWriting) {
  std::ifstream file(GetParam());
  std::string line;
  int lines = 0;
  while (std::getline(file, line)) {
    ++lines;
    const auto read = from_ndjson(line);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_FALSE(std::holds_alternative<UnknownMessage>(*read) &&
                 line.find("externalAttachment") == std::string::npos)
        << line;
    EXPECT_EQ(boost::json::parse(to_ndjson(*read)), boost::json::parse(line));
  }
  EXPECT_GT(lines, 3);
}

INSTANTIATE_TEST_SUITE_P(
    Official, CompatibilityKit, testing::ValuesIn(official_streams()), [](const auto& stream) {
      std::string name = stream.param.stem();
      std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
      return name;
    });

// Found by fuzzing: such a number was read as infinity and written as what is no JSON.
TEST(Ndjson, RefusesANumberThatCannotBeWrittenAgain) {
  for (const char* line :
       {R"({"future":1e999})", R"({"future":[{"a":-1e999}]})", R"({ "gherkinDocument": {"a":1e999}})"}) {
    const auto read = from_ndjson(line);
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error(), "holds a number beyond 1.8e308");
  }
  EXPECT_TRUE(from_ndjson(R"({"future":[1e308,"1e999",null]})"));
}

TEST(FromNdjson, QuotesWholeCharactersOfWhatItDoesNotExpect) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "é";
  const auto read = from_ndjson("{\"source\":\"" + text + "\"}");
  ASSERT_FALSE(read);
  EXPECT_EQ(find_invalid_utf8(read.error()), std::string_view::npos) << read.error();
}

}  // namespace
}  // namespace ordeal::messages
