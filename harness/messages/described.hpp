// The members of each message, listed once; reading and writing both go by these lists (spelling.hpp).
#pragma once

#include <boost/describe.hpp>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

BOOST_DESCRIBE_ENUM(Status, unknown, passed, skipped, pending, undefined, ambiguous, failed)
BOOST_DESCRIBE_ENUM(StepType, unknown, context, action, outcome)
BOOST_DESCRIBE_ENUM(HookType, before_test_run, after_test_run, before_test_case, after_test_case,
                    before_test_step, after_test_step)
BOOST_DESCRIBE_ENUM(PatternType, cucumber_expression, regular_expression)
BOOST_DESCRIBE_ENUM(ContentEncoding, identity, base64)

BOOST_DESCRIBE_STRUCT(Location, (), (line, column))
BOOST_DESCRIBE_STRUCT(JavaMethod, (), (class_name, method_name, method_parameter_types))
BOOST_DESCRIBE_STRUCT(JavaStackTraceElement, (), (class_name, file_name, method_name))
BOOST_DESCRIBE_STRUCT(SourceReference, (), (uri, java_method, java_stack_trace_element, location))
BOOST_DESCRIBE_STRUCT(Exception, (), (type, message, stack_trace))
BOOST_DESCRIBE_STRUCT(TestStepResult, (), (duration, message, status, exception))

BOOST_DESCRIBE_STRUCT(Product, (), (name, version))
BOOST_DESCRIBE_STRUCT(Git, (), (remote, revision, branch, tag))
BOOST_DESCRIBE_STRUCT(Ci, (), (name, url, build_number, git))
BOOST_DESCRIBE_STRUCT(Meta, (), (protocol_version, implementation, runtime, os, cpu, ci))
BOOST_DESCRIBE_STRUCT(Source, (), (uri, data, media_type))

BOOST_DESCRIBE_STRUCT(PickleDocString, (), (argument_index, media_type, content))
BOOST_DESCRIBE_STRUCT(PickleTableCell, (), (value))
BOOST_DESCRIBE_STRUCT(PickleTableRow, (), (cells))
BOOST_DESCRIBE_STRUCT(PickleTable, (), (argument_index, rows))
BOOST_DESCRIBE_STRUCT(PickleStepArgument, (), (doc_string, data_table))
BOOST_DESCRIBE_STRUCT(PickleStep, (), (argument, ast_node_ids, id, type, text))
BOOST_DESCRIBE_STRUCT(PickleTag, (), (name, ast_node_id))
BOOST_DESCRIBE_STRUCT(Pickle, (), (id, uri, location, name, language, steps, tags, ast_node_ids))

BOOST_DESCRIBE_STRUCT(ParseError, (), (source, message))
BOOST_DESCRIBE_STRUCT(StepDefinitionPattern, (), (source, type))
BOOST_DESCRIBE_STRUCT(StepDefinition, (), (id, pattern, source_reference))
BOOST_DESCRIBE_STRUCT(ParameterType, (),
                      (name, regular_expressions, prefer_for_regular_expression_match, use_for_snippets, id,
                       source_reference))
BOOST_DESCRIBE_STRUCT(UndefinedParameterType, (), (expression, name))
BOOST_DESCRIBE_STRUCT(Hook, (), (id, name, source_reference, tag_expression, type))
BOOST_DESCRIBE_STRUCT(Snippet, (), (language, code))
BOOST_DESCRIBE_STRUCT(Suggestion, (), (id, pickle_step_id, snippets))

BOOST_DESCRIBE_STRUCT(Group, (), (children, start, value))
BOOST_DESCRIBE_STRUCT(StepMatchArgument, (), (group, parameter_type_name))
BOOST_DESCRIBE_STRUCT(StepMatchArgumentsList, (), (step_match_arguments))
BOOST_DESCRIBE_STRUCT(TestStep, (),
                      (hook_id, id, pickle_step_id, step_definition_ids, step_match_arguments_lists))
BOOST_DESCRIBE_STRUCT(TestCase, (), (id, pickle_id, test_steps, test_run_started_id))

BOOST_DESCRIBE_STRUCT(TestRunStarted, (), (timestamp, id))
BOOST_DESCRIBE_STRUCT(TestRunHookStarted, (), (id, test_run_started_id, hook_id, worker_id, timestamp))
BOOST_DESCRIBE_STRUCT(TestRunHookFinished, (), (test_run_hook_started_id, result, timestamp))
BOOST_DESCRIBE_STRUCT(TestCaseStarted, (), (attempt, id, test_case_id, worker_id, timestamp))
BOOST_DESCRIBE_STRUCT(TestStepStarted, (), (test_case_started_id, test_step_id, timestamp))
BOOST_DESCRIBE_STRUCT(Attachment, (),
                      (body, content_encoding, file_name, media_type, source, test_case_started_id,
                       test_step_id, url, test_run_started_id, test_run_hook_started_id, timestamp))
BOOST_DESCRIBE_STRUCT(TestStepFinished, (), (test_case_started_id, test_step_id, test_step_result, timestamp))
BOOST_DESCRIBE_STRUCT(TestCaseFinished, (), (test_case_started_id, timestamp, will_be_retried))
BOOST_DESCRIBE_STRUCT(TestRunFinished, (), (message, success, timestamp, exception, test_run_started_id))

}  // namespace ordeal::messages
