// What we write is what the official schema asks for: every message, once with all of its optional members
// and once with none of them.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/schema_check.hpp"
#include "harness/messages/spelling.hpp"
#include "harness/messages/verdict.hpp"

namespace ordeal::messages {
namespace {

const boost::json::value& schema() {
  static const boost::json::value parsed = [] {
    std::ifstream file(ORDEAL_DEPS "/node_modules/@cucumber/messages/messages.schema.json");
    std::ostringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
  }();
  return parsed;
}

std::vector<std::string> errors_in(const Envelope& envelope) {
  return schema_errors(schema(), boost::json::parse(to_ndjson(envelope)));
}

std::vector<std::string> errors_in(std::string_view line) {
  return schema_errors(schema(), boost::json::parse(line));
}

// Gives every optional member a value and every list one element, all the way down.
template <class Value>
void fill(Value&) {}
void fill(std::string& text) {
  text = "text";
}
void fill(std::int64_t& number) {
  number = 1;
}
template <class Message>
  requires boost::describe::has_describe_members<Message>::value
void fill(Message&);
template <class Value>
void fill(std::optional<Value>& optional) {
  fill(optional.emplace());
}
template <class Value>
void fill(std::vector<Value>& list) {
  if constexpr (std::is_same_v<Value, Group>) {
    list.push_back(Group{{}, 3, "innermost"});  // a group holds groups
  } else {
    fill(list.emplace_back());
  }
}
template <class Message>
  requires boost::describe::has_describe_members<Message>::value
void fill(Message& message) {
  for_each_member<Message>([&](std::string_view name, auto member) {
    if (std::is_same_v<Message, Source> && name == "mediaType") return;  // of few values, and has a default
    fill(message.*member);
  });
}

template <class Message>
class EachMessage : public testing::Test {};
using All = testing::Types<Meta, Source, Pickle, ParseError, StepDefinition, ParameterType,
                           UndefinedParameterType, Hook, Suggestion, TestCase, TestRunStarted,
                           TestRunHookStarted, TestRunHookFinished, TestCaseStarted, TestStepStarted,
                           Attachment, TestStepFinished, TestCaseFinished, TestRunFinished>;
TYPED_TEST_SUITE(EachMessage, All);

TYPED_TEST(EachMessage, IsValidWithoutItsOptionalMembers) {
  TypeParam message;
  if constexpr (std::is_same_v<TypeParam, ParameterType>)
    message.regular_expressions = {"a"};  // at least one
  if constexpr (std::is_same_v<TypeParam, Pickle>) message.ast_node_ids = {"1"};
  if constexpr (std::is_same_v<TypeParam, Suggestion>) message.snippets.emplace_back();
  EXPECT_THAT(errors_in(message), testing::IsEmpty());
}

TYPED_TEST(EachMessage, IsValidWithAllOfThem) {
  TypeParam message;
  fill(message);
  EXPECT_THAT(errors_in(message), testing::IsEmpty());
}

TYPED_TEST(EachMessage, HasEveryMemberOfTheSchema) {
  TypeParam message;
  fill(message);
  const auto written = to_json(message).as_object().at(TypeParam::key).as_object();
  const auto reference = schema().at("properties").at(TypeParam::key).at("$ref").as_string();
  const std::string file = std::filesystem::path(std::string(reference)).filename();
  const auto& properties = schema().at("$defs").at("https://cucumber.io/schema/" + file).at("properties");
  for (const auto& [name, ignored] : properties.as_object()) {
    EXPECT_TRUE(written.contains(name)) << TypeParam::key << " lacks " << name;
  }
}

TEST(Schema, TakesTheVerdictAsAnOrdinaryAttachment) {
  EXPECT_THAT(errors_in(to_attachment(Verdict{.scenario = "a.feature:3"}, "7", Timestamp{})),
              testing::IsEmpty());
}

TEST(SchemaCheck, ReportsAMissingMember) {
  EXPECT_THAT(errors_in(R"({"testRunStarted":{}})"),
              testing::ElementsAre("/testRunStarted: lacks \"timestamp\""));
}

TEST(SchemaCheck, ReportsAMemberThatTheSchemaDoesNotHave) {
  EXPECT_THAT(errors_in(R"({"testRunStarted":{"timestamp":{"seconds":0,"nanos":0},"colour":1}})"),
              testing::ElementsAre("/testRunStarted/colour: is not in the schema"));
}

TEST(SchemaCheck, ReportsAnotherTypeBehindAReference) {
  EXPECT_THAT(errors_in(R"({"testRunStarted":{"timestamp":{"seconds":"0","nanos":0}}})"),
              testing::ElementsAre("/testRunStarted/timestamp/seconds: is not of type integer"));
}

TEST(SchemaCheck, ReportsAWordOutsideAnEnumeration) {
  EXPECT_THAT(errors_in(R"({"source":{"uri":"a","data":"","mediaType":"text/plain"}})"),
              testing::ElementsAre("/source/mediaType: is none of the enum"));
}

}  // namespace
}  // namespace ordeal::messages
