// The plan in the words of the message stream.
#include <stdexcept>

#include "harness/definitions/snippet.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/messages/ndjson.hpp"
#include "harness/run/plan.hpp"
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

messages::TestStep step_message(const PlannedStep& step, const Registry& registry) {
  messages::TestStep message{.id = step.id, .pickle_step_id = std::string(step.pickle_step->id)};
  message.step_definition_ids.emplace();
  message.step_match_arguments_lists.emplace();
  if (const auto* matched = std::get_if<Matched>(&step.match)) {
    message.step_definition_ids->push_back(definition_id(registry, *matched->definition));
    message.step_match_arguments_lists->push_back(arguments_message(matched->arguments));
  } else if (const auto* ambiguous = std::get_if<Ambiguous>(&step.match)) {
    for (const auto* definition : ambiguous->definitions) {
      message.step_definition_ids->push_back(definition_id(registry, *definition));
      message.step_match_arguments_lists->push_back({});
    }
  }
  return message;
}

// What the parser writes becomes an envelope again.
template <class... Part>
messages::Envelope envelope(void (*append)(std::string&, Part...),
                            const std::type_identity_t<Part>&... part) {
  std::string json;
  append(json, part...);
  auto read = messages::from_ndjson(json);
  if (!read) throw std::logic_error("the parser made a message that is none: " + read.error());
  return std::move(*read);
}

}  // namespace

std::string definition_id(const Registry& registry, const StepDefinition& definition) {
  return "definition-" + std::to_string(&definition - registry.steps().data());
}

std::string hook_id(const Registry& registry, const Hook& hook) {
  return "hook-" + std::to_string(&hook - registry.hooks().data());
}

std::vector<messages::Envelope> features_as_messages(const Features& features) {
  std::vector<messages::Envelope> stream;
  for (const Feature& feature : features.read) {
    stream.push_back(messages::Source{.uri = feature.uri, .data = std::string(feature.document.source)});
    stream.push_back(messages::GherkinDocument{gherkin::document_content(feature.document)});
    for (const gherkin::Pickle& pickle : feature.pickles)
      stream.push_back(envelope(gherkin::append_pickle_json, pickle));
  }
  for (const FeatureProblem& problem : features.unparsable) {
    stream.push_back(envelope(gherkin::append_parse_error_json, problem.error, problem.uri));
  }
  return stream;
}

std::vector<messages::Envelope> definitions_as_messages(const Registry& registry) {
  std::vector<messages::Envelope> stream;
  std::size_t types = 0;
  for (const auto& declared : registry.own_parameter_types()) {
    stream.push_back(messages::ParameterType{.name = declared.type.name,
                                             .regular_expressions = declared.type.regexps,
                                             .id = "parameter-type-" + std::to_string(types++),
                                             .source_reference = reference(declared.where)});
  }
  for (const StepDefinition& definition : registry.steps()) {
    const auto type = definition.expression.is_regular() ? messages::PatternType::regular_expression
                                                         : messages::PatternType::cucumber_expression;
    stream.push_back(messages::StepDefinition{.id = definition_id(registry, definition),
                                              .pattern = {definition.expression.source(), type},
                                              .source_reference = reference(definition.where)});
  }
  for (const Hook& hook : registry.hooks()) {
    messages::Hook message{.id = hook_id(registry, hook),
                           .source_reference = reference(hook.where),
                           .type = hook.moment == HookMoment::before ? messages::HookType::before_test_case
                                                                     : messages::HookType::after_test_case};
    if (!hook.options.name.empty()) message.name = hook.options.name;
    if (!hook.options.tags.empty()) message.tag_expression = hook.options.tags;
    stream.push_back(std::move(message));
  }
  stream.push_back(messages::Hook{.id = kJudgementHook,
                                  .name = "landed and healed",
                                  .source_reference = {.uri = "harness/run/execute.cpp"},
                                  .type = messages::HookType::after_test_case});
  return stream;
}

messages::TestCase as_message(const PlannedScenario& scenario, const Registry& registry,
                              const std::string& run_id) {
  messages::TestCase message{
      .id = scenario.id, .pickle_id = std::string(scenario.pickle->id), .test_run_started_id = run_id};
  for (const auto& hook : scenario.before) {
    message.test_steps.push_back({.hook_id = hook_id(registry, *hook.hook), .id = hook.id});
  }
  for (const auto& step : scenario.steps) message.test_steps.push_back(step_message(step, registry));
  for (const auto& hook : scenario.after) {
    message.test_steps.push_back({.hook_id = hook_id(registry, *hook.hook), .id = hook.id});
  }
  message.test_steps.push_back({.hook_id = kJudgementHook, .id = scenario.judgement.id});
  return message;
}

std::vector<messages::Envelope> suggestions(const PlannedScenario& scenario, const Registry& registry) {
  std::vector<messages::Envelope> stream;
  for (const PlannedStep& step : scenario.steps) {
    if (!std::holds_alternative<Undefined>(step.match)) continue;
    std::string keyword(step.pickle_step->keyword);
    keyword.erase(keyword.find_last_not_of(' ') + 1);
    const Snippet snippet = snippet_for(keyword, step.pickle_step->text, argument_of(*step.pickle_step),
                                        registry.parameter_types());
    std::string code = snippet.code;
    if (const StepDefinition* near = registry.nearest(step.pickle_step->text)) {
      code = "// nearest existing: " + near->expression.source() + "  (" + near->where.text() + ")\n" + code;
    }
    stream.push_back(messages::Suggestion{.id = "suggestion-" + step.id,
                                          .pickle_step_id = std::string(step.pickle_step->id),
                                          .snippets = {{.language = "cpp", .code = std::move(code)}}});
  }
  return stream;
}

}  // namespace ordeal::run
