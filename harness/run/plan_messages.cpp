#include "harness/run/plan_messages.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "harness/definitions/snippet.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/run/pickle_message.hpp"
#include "harness/run/step_argument.hpp"

namespace ordeal::run {
namespace {

messages::SourceReference reference(const SourceLine& where) {
  return {.uri = where.file, .location = messages::Location{.line = where.line}};
}

messages::Group group_message(const expressions::Group& group) {
  messages::Group message;
  message.value = group.text;
  if (group.text) message.start = static_cast<std::int64_t>(group.start);
  if (!group.children.empty()) {
    message.children.emplace();
    for (const auto& child : group.children) message.children->push_back(group_message(child));
  }
  return message;
}

messages::StepMatchArgumentsList arguments_message(const std::vector<expressions::Argument>& arguments) {
  messages::StepMatchArgumentsList list;
  for (const auto& argument : arguments) {
    messages::StepMatchArgument message{.group = group_message(argument.group)};
    if (argument.type) message.parameter_type_name = argument.type_name();
    list.step_match_arguments.push_back(std::move(message));
  }
  return list;
}

messages::TestStep step_message(const TestStep& step, const Registry& registry) {
  messages::TestStep message{.id = step.id};
  if (step.kind != TestStep::Kind::step) {
    message.hook_id = step.hook ? hook_id(registry, *step.hook) : kJudgementHook;
    return message;
  }
  message.pickle_step_id = std::string(step.pickle_step->id);
  message.step_definition_ids.emplace();
  message.step_match_arguments_lists.emplace();
  if (const auto* matched = std::get_if<Matched>(&step.match)) {
    message.step_definition_ids->push_back(definition_id(registry, *matched->definition));
    message.step_match_arguments_lists->push_back(arguments_message(matched->arguments));
  } else if (const auto* ambiguous = std::get_if<Ambiguous>(&step.match)) {
    for (const auto* definition : ambiguous->definitions) {
      message.step_definition_ids->push_back(definition_id(registry, *definition));
      const auto arguments = definition->expression.match(step.pickle_step->text);
      message.step_match_arguments_lists->push_back(arguments ? arguments_message(*arguments)
                                                              : messages::StepMatchArgumentsList{});
    }
  }
  return message;
}

}  // namespace

std::string definition_id(const Registry& registry, const StepDefinition& definition) {
  return "definition-" + std::to_string(&definition - registry.steps().data());
}

std::string hook_id(const Registry& registry, const Hook& hook) {
  return "hook-" + std::to_string(&hook - registry.hooks().data());
}

void send_feature(const std::string& uri, const Parsed& feature, const Emit& emit) {
  emit(messages::Source{.uri = uri,
                        .data = std::string(feature.document.source),
                        .media_type = std::string(gherkin::media_type_of(uri))});
  emit(messages::GherkinDocument{gherkin::document_content(feature.document)});
  for (const gherkin::Pickle& pickle : feature.pickles) emit(as_message(pickle));
}

void send_problem(const FeatureProblem& problem, const Emit& emit) {
  emit(messages::ParseError{
      .source = {.uri = problem.uri,
                 .location = messages::Location{.line = problem.error.location.line,
                                                .column = problem.error.location.column}},
      .message = gherkin::official_message(problem.error)});
}

namespace {

messages::HookType hook_type(const Hook& hook) {
  const bool before = hook.side == HookSide::before;
  switch (hook.scope) {
    case HookScope::step:
      return before ? messages::HookType::before_test_step : messages::HookType::after_test_step;
    case HookScope::scenario:
      return before ? messages::HookType::before_test_case : messages::HookType::after_test_case;
    default:  // the schema has no word for a feature's or rule's hook: they run between scenarios, as a run's
              // do
      return before ? messages::HookType::before_test_run : messages::HookType::after_test_run;
  }
}

messages::Envelope message_of(const StepDefinition& definition, const Registry& registry) {
  const auto type = definition.expression.is_regular() ? messages::PatternType::regular_expression
                                                       : messages::PatternType::cucumber_expression;
  return messages::StepDefinition{.id = definition_id(registry, definition),
                                  .pattern = {definition.expression.source(), type},
                                  .source_reference = reference(definition.where)};
}

messages::Envelope message_of(const Hook& hook, const Registry& registry) {
  messages::Hook message{
      .id = hook_id(registry, hook), .source_reference = reference(hook.where), .type = hook_type(hook)};
  if (!hook.options.name.empty()) message.name = hook.options.name;
  if (!hook.options.tags.empty()) message.tag_expression = hook.options.tags;
  return message;
}

messages::Envelope message_of(const ParameterTypeDeclaration& declared, std::size_t number) {
  return messages::ParameterType{.name = declared.type.name,
                                 .regular_expressions = declared.type.regexps,
                                 .prefer_for_regular_expression_match = declared.type.preferred,
                                 .use_for_snippets = declared.type.for_snippets,
                                 .id = "parameter-type-" + std::to_string(number),
                                 .source_reference = reference(declared.where)};
}

}  // namespace

void send_definitions(const Registry& registry, bool judged, const Emit& emit) {
  std::vector<std::pair<const SourceLine*, messages::Envelope>> all;
  for (const auto& declared : registry.own_parameter_types()) {
    all.emplace_back(&declared.where, message_of(declared, all.size()));
  }
  for (const auto& definition : registry.steps()) {
    all.emplace_back(&definition.where, message_of(definition, registry));
  }
  for (const auto& hook : registry.hooks()) all.emplace_back(&hook.where, message_of(hook, registry));
  for (const Problem& problem : registry.problems()) {
    if (problem.undefined_parameter_type.empty()) continue;
    all.emplace_back(&problem.where,
                     messages::UndefinedParameterType{.expression = problem.expression,
                                                      .name = problem.undefined_parameter_type});
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::tuple(all[i].first->file, all[i].first->line, i); });
  for (const std::size_t i : order) emit(all[i].second);
  if (judged) {
    emit(messages::Hook{.id = kJudgementHook,
                        .name = "landed and healed",
                        .source_reference = {.uri = "harness/run/execute.cpp"},
                        .type = messages::HookType::after_test_case});
  }
}

messages::TestCase as_message(const TestCase& test_case, const Registry& registry,
                              const std::string& run_id) {
  messages::TestCase message{
      .id = test_case.id, .pickle_id = std::string(test_case.pickle->id), .test_run_started_id = run_id};
  for (const TestStep& step : test_case.steps) message.test_steps.push_back(step_message(step, registry));
  return message;
}

// An And is what the step before it was, whatever the language.
std::string_view macro_for(gherkin::StepType type) {
  switch (type) {
    case gherkin::StepType::context:
      return "GIVEN";
    case gherkin::StepType::action:
      return "WHEN";
    case gherkin::StepType::outcome:
      return "THEN";
    case gherkin::StepType::unknown:
      break;
  }
  return "STEP";
}

messages::Suggestion suggestion(const TestStep& step, const Registry& registry, std::string_view world) {
  messages::Suggestion message{.id = "suggestion-" + step.id,
                               .pickle_step_id = std::string(step.pickle_step->id)};
  std::string nearest;
  if (const StepDefinition* near = registry.nearest(step.pickle_step->text)) {
    nearest = "// nearest existing: " + near->expression.source() + "  (" + near->where.text() + ")\n";
  }
  for (const Snippet& snippet :
       snippets_for(macro_for(step.pickle_step->type), step.pickle_step->text, argument_of(*step.pickle_step),
                    registry.parameter_types(), world)) {
    message.snippets.push_back({.language = "cpp", .code = nearest + snippet.code});
    nearest.clear();
  }
  return message;
}

}  // namespace ordeal::run
