#include "harness/expressions/expression.hpp"

#include <algorithm>
#include <utility>

#include "harness/expressions/compiler.hpp"
#include "harness/expressions/tree_regexp.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::expressions {
namespace {

// Found when the expression is made, before there is a step to propose expressions for.
ExpressionError several_types_fit(const std::string& expression, const std::string& group,
                                  const std::vector<const ParameterType*>& fitting) {
  std::string names;
  for (const ParameterType* type : fitting) names += "\n   {" + type->name + "}";
  return {"Your Regular Expression /" + expression + "/\nmatches multiple parameter types with regexp /" +
              group + "/:" + names +
              "\n\nI couldn't decide which one to use. You have two options:\n\n"
              "1) Use a Cucumber Expression with one of them instead of a Regular Expression.\n\n"
              "2) Make one of the parameter types preferential and continue to use a Regular Expression.\n",
          ""};
}

}  // namespace

std::any Argument::value() const {
  if (type) return type->transform(group.values());
  return group.text ? std::any(*group.text) : std::any();
}

Expression::Expression(std::string source, bool regular, std::shared_ptr<const TreeRegexp> tree,
                       std::vector<const ParameterType*> types, std::vector<WordPattern> words)
    : source_(std::move(source)),
      regular_(regular),
      tree_(std::move(tree)),
      types_(std::move(types)),
      words_(std::move(words)) {}

Result<Expression> Expression::cucumber(std::string source, const ParameterTypes& known) {
  // Matching would find it out, in the middle of a run.
  if (const auto broken = find_invalid_utf8(source); broken != std::string_view::npos) {
    return ExpressionError{"This Cucumber Expression is not UTF-8: byte " + std::to_string(broken + 1) +
                               " begins no character. Save the file that holds it as UTF-8.",
                           ""};
  }
  auto compiled = compile(source, known);
  if (!compiled) return compiled.error();
  auto tree = TreeRegexp::made_of_valid(std::move(compiled->regexp));
  if (!tree) return ExpressionError{"\"" + source + "\": " + tree.error().message, ""};
  return Expression(std::move(source), false, *std::move(tree), std::move(compiled->types),
                    std::move(compiled->words));
}

Result<Expression> Expression::regular(std::string source, const ParameterTypes& known) {
  auto tree = TreeRegexp::compile(source);
  if (!tree) return tree.error();
  std::vector<const ParameterType*> types;
  for (const GroupShape& group : (*tree)->groups()) {
    const auto fitting = known.with_regexp(group.source);
    if (fitting.size() > 1 && !fitting.front()->preferred)
      return several_types_fit(source, group.source, fitting);
    types.push_back(fitting.empty() ? nullptr : fitting.front());
  }
  return Expression(std::move(source), true, *std::move(tree), std::move(types), {});
}

std::optional<std::vector<Argument>> Expression::match(std::string_view text) const {
  auto match = tree_->match(text);
  if (!match) return std::nullopt;
  std::optional<std::vector<Argument>> arguments(std::in_place);
  arguments->reserve(types_.size());
  for (std::size_t i = 0; i < types_.size(); ++i) {
    arguments->push_back({match->next(tree_->groups()[i]), types_[i]});
  }
  return arguments;
}

const std::string& Expression::regexp() const {
  return tree_->pattern();
}

}  // namespace ordeal::expressions
