// The Cucumber message stream, schema 34.2, as plain values: what a run says about itself, and all that a
// report ever learns. One Envelope is one line of NDJSON (ndjson.hpp). Members stand in the schema's order
// and have its names in snake_case; a member that the schema does not require is optional. Source:
// messages.schema.json of @cucumber/messages.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ordeal::messages {

using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

enum class Status { unknown, passed, skipped, pending, undefined, ambiguous, failed };
enum class StepType { unknown, context, action, outcome };
enum class HookType {
  before_test_run,
  after_test_run,
  before_test_case,
  after_test_case,
  before_test_step,
  after_test_step
};
enum class PatternType { cucumber_expression, regular_expression };
enum class ContentEncoding { identity, base64 };

// --- parts of messages
// -------------------------------------------------------------------------------------------

struct Location {
  std::int64_t line = 1;  // from 1
  std::optional<std::int64_t> column;
  bool operator==(const Location&) const = default;
};

struct JavaMethod {
  std::string class_name;
  std::string method_name;
  std::vector<std::string> method_parameter_types;
};

struct JavaStackTraceElement {
  std::string class_name;
  std::string file_name;
  std::string method_name;
};

// Where a definition, a hook or a mistake stands: for us `uri` and `location`; Java's own are read and
// written back.
struct SourceReference {
  std::optional<std::string> uri;
  std::optional<JavaMethod> java_method;
  std::optional<JavaStackTraceElement> java_stack_trace_element;
  std::optional<Location> location;
};

struct Exception {
  std::string type;
  std::optional<std::string> message;
  std::optional<std::string> stack_trace;
};

struct TestStepResult {
  Duration duration{};
  std::optional<std::string> message;
  Status status = Status::unknown;
  std::optional<Exception> exception;
};

// --- before the run
// ----------------------------------------------------------------------------------------------

struct Product {
  std::string name;
  std::optional<std::string> version;
};

struct Git {
  std::string remote;
  std::string revision;
  std::optional<std::string> branch;
  std::optional<std::string> tag;
};

struct Ci {
  std::string name;
  std::optional<std::string> url;
  std::optional<std::string> build_number;
  std::optional<Git> git;
};

// Each message's `key` is the name under which it stands in its envelope.
struct Meta {
  static constexpr std::string_view key = "meta";
  std::string protocol_version;
  Product implementation;
  Product runtime;
  Product os;
  Product cpu;
  std::optional<Ci> ci;
};

struct Source {
  static constexpr std::string_view key = "source";
  std::string uri;
  std::string data;  // the whole feature file
  std::string media_type = "text/x.cucumber.gherkin+plain";
};

// The syntax tree stays the text that the parser wrote, an object: whole for those who pass it on, while
// reports take only names, keywords and lines from it.
struct GherkinDocument {
  static constexpr std::string_view key = "gherkinDocument";
  std::string json;
};

struct PickleDocString {
  std::optional<std::int64_t> argument_index;
  std::optional<std::string> media_type;
  std::string content;
};

struct PickleTableCell {
  std::string value;
};

struct PickleTableRow {
  std::vector<PickleTableCell> cells;
};

struct PickleTable {
  std::optional<std::int64_t> argument_index;
  std::vector<PickleTableRow> rows;
};

struct PickleStepArgument {
  std::optional<PickleDocString> doc_string;
  std::optional<PickleTable> data_table;
};

struct PickleStep {
  std::optional<PickleStepArgument> argument;
  std::vector<std::string> ast_node_ids;
  std::string id;
  std::optional<StepType> type;
  std::string text;
};

struct PickleTag {
  std::string name;
  std::string ast_node_id;
};

// One scenario to run, or one row of an outline's examples.
struct Pickle {
  static constexpr std::string_view key = "pickle";
  std::string id;
  std::string uri;
  std::optional<Location> location;
  std::string name;
  std::string language;
  std::vector<PickleStep> steps;
  std::vector<PickleTag> tags;
  std::vector<std::string> ast_node_ids;  // the scenario, then the row of examples if it comes from one
};

struct ParseError {
  static constexpr std::string_view key = "parseError";
  SourceReference source;
  std::string message;
};

struct StepDefinitionPattern {
  std::string source;
  PatternType type = PatternType::cucumber_expression;
};

struct StepDefinition {
  static constexpr std::string_view key = "stepDefinition";
  std::string id;
  StepDefinitionPattern pattern;
  SourceReference source_reference;
};

struct ParameterType {
  static constexpr std::string_view key = "parameterType";
  std::string name;
  std::vector<std::string> regular_expressions;
  bool prefer_for_regular_expression_match = false;
  bool use_for_snippets = true;
  std::string id;
  std::optional<SourceReference> source_reference;
};

struct UndefinedParameterType {
  static constexpr std::string_view key = "undefinedParameterType";
  std::string expression;
  std::string name;
};

struct Hook {
  static constexpr std::string_view key = "hook";
  std::string id;
  std::optional<std::string> name;
  SourceReference source_reference;
  std::optional<std::string> tag_expression;
  std::optional<HookType> type;
};

struct Snippet {
  std::string language;
  std::string code;
};

struct Suggestion {
  static constexpr std::string_view key = "suggestion";
  std::string id;
  std::string pickle_step_id;
  std::vector<Snippet> snippets;
};

// --- the plan
// ----------------------------------------------------------------------------------------------------

struct Group {
  std::optional<std::vector<Group>> children;
  std::optional<std::int64_t> start;
  std::optional<std::string> value;
};

struct StepMatchArgument {
  Group group;
  std::optional<std::string> parameter_type_name;
};

struct StepMatchArgumentsList {
  std::vector<StepMatchArgument> step_match_arguments;
};

// A hook (`hook_id`) or a step of the pickle (`pickle_step_id`): none of the definitions means undefined,
// several mean ambiguous.
struct TestStep {
  std::optional<std::string> hook_id;
  std::string id;
  std::optional<std::string> pickle_step_id;
  std::optional<std::vector<std::string>> step_definition_ids;
  std::optional<std::vector<StepMatchArgumentsList>> step_match_arguments_lists;
};

struct TestCase {
  static constexpr std::string_view key = "testCase";
  std::string id;
  std::string pickle_id;
  std::vector<TestStep> test_steps;
  std::optional<std::string> test_run_started_id;
};

// --- the run
// -----------------------------------------------------------------------------------------------------

struct TestRunStarted {
  static constexpr std::string_view key = "testRunStarted";
  Timestamp timestamp{};
  std::optional<std::string> id;
};

struct TestRunHookStarted {
  static constexpr std::string_view key = "testRunHookStarted";
  std::string id;
  std::string test_run_started_id;
  std::string hook_id;
  std::optional<std::string> worker_id;
  Timestamp timestamp{};
};

struct TestRunHookFinished {
  static constexpr std::string_view key = "testRunHookFinished";
  std::string test_run_hook_started_id;
  TestStepResult result;
  Timestamp timestamp{};
};

struct TestCaseStarted {
  static constexpr std::string_view key = "testCaseStarted";
  std::int64_t attempt = 0;  // from 0
  std::string id;
  std::string test_case_id;
  std::optional<std::string> worker_id;
  Timestamp timestamp{};
};

struct TestStepStarted {
  static constexpr std::string_view key = "testStepStarted";
  std::string test_case_started_id;
  std::string test_step_id;
  Timestamp timestamp{};
};

// What a step, or the harness (verdict.hpp), leaves for the reports.
struct Attachment {
  static constexpr std::string_view key = "attachment";
  std::string body;
  ContentEncoding content_encoding = ContentEncoding::identity;
  std::optional<std::string> file_name;
  std::string media_type;
  std::optional<Source> source;
  std::optional<std::string> test_case_started_id;
  std::optional<std::string> test_step_id;
  std::optional<std::string> url;
  std::optional<std::string> test_run_started_id;
  std::optional<std::string> test_run_hook_started_id;
  std::optional<Timestamp> timestamp;
};

struct TestStepFinished {
  static constexpr std::string_view key = "testStepFinished";
  std::string test_case_started_id;
  std::string test_step_id;
  TestStepResult test_step_result;
  Timestamp timestamp{};
};

struct TestCaseFinished {
  static constexpr std::string_view key = "testCaseFinished";
  std::string test_case_started_id;
  Timestamp timestamp{};
  bool will_be_retried = false;
};

struct TestRunFinished {
  static constexpr std::string_view key = "testRunFinished";
  std::optional<std::string> message;
  bool success = false;
  Timestamp timestamp{};
  std::optional<Exception> exception;
  std::optional<std::string> test_run_started_id;
};

// A message that this version does not know: the whole envelope, passed on as it came.
struct UnknownMessage {
  boost::json::value json;
};

using Envelope =
    std::variant<Meta, Source, GherkinDocument, Pickle, ParseError, StepDefinition, ParameterType,
                 UndefinedParameterType, Hook, Suggestion, TestCase, TestRunStarted, TestRunHookStarted,
                 TestRunHookFinished, TestCaseStarted, TestStepStarted, Attachment, TestStepFinished,
                 TestCaseFinished, TestRunFinished, UnknownMessage>;

}  // namespace ordeal::messages
