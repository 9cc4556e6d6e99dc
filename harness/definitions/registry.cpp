#include "harness/definitions/registry.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "harness/definitions/edit_distance.hpp"
#include "harness/definitions/readable_type.hpp"
#include "harness/expressions/generator.hpp"

namespace ordeal {
namespace {

using expressions::Expression;
using expressions::ParameterTypes;

// Static initialisers run in no fixed order; a run must not depend on it.
template <class Declared>
std::vector<const Declared*> by_place(const std::vector<Declared>& declared) {
  std::vector<const Declared*> sorted;
  sorted.reserve(declared.size());
  for (const Declared& one : declared) sorted.push_back(&one);
  std::sort(sorted.begin(), sorted.end(), [](const Declared* a, const Declared* b) {
    // Of one line (a macro with several declarations) the first comes first: they are elements of one vector.
    return std::tie(a->where.file, a->where.line, a) < std::tie(b->where.file, b->where.line, b);
  });
  return sorted;
}

std::string count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

// "" when the function's parameters take what the expression's captures give.
std::string misfit(const StepDeclaration& step, const Expression& expression) {
  const auto& given = expression.types();
  const auto& expected = step.function.captures;
  if (given.size() != expected.size()) {
    return "\"" + step.wording + "\" has " + count(given.size(), "capture") + ", its function takes " +
           std::to_string(expected.size()) + ".";
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::type_index type = given[i] ? given[i]->type : typeid(std::string);
    if (expected[i].accepts(type)) continue;
    const std::string name = given[i] ? "{" + given[i]->name + "}" : "a group";
    return "\"" + step.wording + "\": capture " + std::to_string(i + 1) + ", " + name + ", gives a " +
           readable_type(type) + ", its function takes a " + expected[i].type + ".";
  }
  return "";
}

std::string name_of(TakesArgument argument) {
  if (argument.table && argument.doc_string) return "a data table and a doc string";
  return argument.table ? "a data table" : argument.doc_string ? "a doc string" : "nothing";
}

}  // namespace

void StepDefinition::invoke(Context& context, const std::vector<expressions::Argument>& arguments,
                            const StepArgument& step_argument) const {
  const TakesArgument given{step_argument.table.has_value(), step_argument.doc_string.has_value()};
  if (given != function.takes) {
    throw std::invalid_argument("Below the step stands " + name_of(given) + ", but \"" + expression.source() +
                                "\" (" + where.text() + ") takes " + name_of(function.takes) + " there.");
  }
  function.invoke(context, arguments, step_argument);
}

std::string Ambiguous::message() const {
  std::string text;
  for (const StepDefinition* definition : definitions) {
    text += (text.empty() ? "" : "\n") + definition->expression.source() + " # " + definition->where.text();
  }
  return text;
}

std::string Problem::text() const {
  return where.text() + ": " + message;
}

Registry::Registry(const Declarations& declared) : parameter_types_(std::make_unique<ParameterTypes>()) {
  add_parameter_types(declared);
  add_steps(declared);
  add_hooks(declared);
}

void Registry::add_parameter_types(const Declarations& declared) {
  for (const ParameterTypeDeclaration* own : by_place(declared.parameter_types)) {
    const std::string& pattern = own->type.regexps.front();
    const std::size_t values = expressions::values_of(own->type.regexps);
    const auto defined = parameter_types_->define(own->type);
    if (!defined) {
      problems_.push_back({own->where, pattern, defined.error().message, ""});
    } else if (values != own->values) {
      problems_.push_back(
          {own->where, pattern,
           "The parameter type {" + own->type.name + "} gives its function " + count(values, "text") +
               " (one for each group, or the whole match), it takes " + std::to_string(own->values) + ".",
           ""});
    } else {
      own_types_.push_back(*own);
    }
  }
}

void Registry::add_steps(const Declarations& declared) {
  for (const StepDeclaration* step : by_place(declared.steps)) {
    auto expression = step->regular ? Expression::regular(step->wording, *parameter_types_)
                                    : Expression::cucumber(step->wording, *parameter_types_);
    if (!expression) {
      const auto error = expression.error();
      problems_.push_back({step->where, step->wording, error.message, error.undefined_parameter_type});
    } else if (const std::string wrong = misfit(*step, *expression); !wrong.empty()) {
      problems_.push_back({step->where, step->wording, wrong, ""});
    } else {
      steps_.push_back(
          {*std::move(expression), step->keyword, step->description, step->where, step->function});
    }
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) index_.add(steps_[i].expression, i);
}

void Registry::add_hooks(const Declarations& declared) {
  for (const HookDeclaration* hook : by_place(declared.hooks)) {
    auto tags = expressions::TagExpression::parse(hook->options.tags);
    if (hook->scope == HookScope::run && !hook->options.tags.empty()) {
      problems_.push_back({hook->where, hook->options.tags,
                           "A hook of the run has the tags \"" + hook->options.tags +
                               "\", but a run has no tags; use BEFORE_FEATURE or BEFORE, or leave them out.",
                           ""});
    } else if (!tags) {
      problems_.push_back({hook->where, hook->options.tags, tags.error().message, ""});
    } else {
      hooks_.push_back({hook->scope, hook->side, hook->options, *std::move(tags), hook->where, hook->run});
    }
  }
  std::sort(hooks_.begin(), hooks_.end(), [](const Hook& a, const Hook& b) {
    return std::tie(a.options.order, a.where.file, a.where.line) <
           std::tie(b.options.order, b.where.file, b.where.line);
  });
}

StepMatch Registry::match(std::string_view step_text) const {
  StepMatch found;
  for (const std::size_t candidate : index_.candidates(step_text)) {
    const StepDefinition& definition = steps_[candidate];
    auto arguments = definition.expression.match(step_text);
    if (!arguments) continue;
    if (const auto* first = std::get_if<Matched>(&found)) {
      found = Ambiguous{{first->definition, &definition}};
    } else if (auto* several = std::get_if<Ambiguous>(&found)) {
      several->definitions.push_back(&definition);
    } else {
      found = Matched{&definition, *std::move(arguments)};
    }
  }
  return found;
}

std::vector<const Hook*> Registry::hooks(HookScope scope, HookSide side,
                                         const std::vector<std::string>& tags) const {
  std::vector<const Hook*> chosen;
  for (const Hook& hook : hooks_) {
    if (hook.scope == scope && hook.side == side && hook.tags.holds(tags)) chosen.push_back(&hook);
  }
  if (side == HookSide::after) std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

bool Registry::has_hooks(HookScope scope) const {
  return std::any_of(hooks_.begin(), hooks_.end(), [&](const Hook& hook) { return hook.scope == scope; });
}

const StepDefinition* Registry::nearest(std::string_view step_text) const {
  // Compared as a wording, so that other numbers or names do not count as differences.
  const std::string wording = expressions::generated_expressions(step_text, *parameter_types_).front().source;
  const StepDefinition* best = nullptr;
  std::size_t best_distance = 0;
  for (const StepDefinition& definition : steps_) {
    const std::string& source = definition.expression.source();
    const auto [shorter, longer] = std::minmax({wording.size(), source.size()});
    const auto is_nearer = [&, longest = longer](std::size_t distance) {
      return distance * 5 <= longest * 2 && (!best || distance < best_distance);
    };
    if (!is_nearer(longer - shorter)) continue;  // at least that many characters must be added
    const std::size_t distance = edit_distance(wording, source);
    if (is_nearer(distance)) {
      best = &definition;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace ordeal
