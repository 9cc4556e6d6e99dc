#include "harness/expressions/parameter_type.hpp"

#include <algorithm>
#include <utility>

#include "harness/expressions/tree_regexp.hpp"

namespace ordeal::expressions {
namespace {

std::string in_braces(const std::string& name) {
  return "{" + name + "}";
}

bool is_legal(std::string_view name) {
  return name.find_first_of("{}()[]\\/$.|?*+") == std::string_view::npos;
}

bool goes_first(const ParameterType* a, const ParameterType* b) {
  if (a->preferred != b->preferred) return a->preferred;
  return a->name < b->name;
}

}  // namespace

ParameterTypes::ParameterTypes() {
  for (ParameterType& type : builtin_parameter_types()) (void)define(std::move(type)).value();
}

Result<const ParameterType*> ParameterTypes::define(ParameterType type) {
  if (!is_legal(type.name)) {
    return ExpressionError{"Illegal character in parameter name " + in_braces(type.name) +
                               ". Parameter names may not contain '{', '}', '(', ')', '\\' or '/'",
                           ""};
  }
  if (find(type.name)) {
    return ExpressionError{type.name.empty() ? "The anonymous parameter type has already been defined"
                                             : "There is already a parameter type with name " + type.name,
                           ""};
  }
  for (const std::string& regexp : type.regexps) {
    if (auto compiled = TreeRegexp::compile(regexp); !compiled) return compiled.error();
    // One that quotes to its end would quote the rest of each expression that it stands in, too.
    if (regexp.find("\\Q") != std::string::npos) {
      if (auto in_a_group = TreeRegexp::compile("(" + regexp + ")"); !in_a_group) return in_a_group.error();
    }
    const auto others = with_regexp(regexp);
    if (type.preferred && !others.empty() && others.front()->preferred) {
      return ExpressionError{"There can only be one preferential parameter type per regexp. The regexp /" +
                                 regexp + "/ is used for two preferential parameter types, " +
                                 in_braces(others.front()->name) + " and " + in_braces(type.name),
                             ""};
    }
  }
  const ParameterType& kept = types_.emplace_back(std::move(type));
  for (const std::string& regexp : kept.regexps) {
    auto& same = by_regexp_[regexp];
    same.insert(std::upper_bound(same.begin(), same.end(), &kept, goes_first), &kept);
  }
  return &kept;
}

const ParameterType* ParameterTypes::find(std::string_view name) const {
  const auto found =
      std::find_if(types_.begin(), types_.end(), [&](const auto& type) { return type.name == name; });
  return found == types_.end() ? nullptr : &*found;
}

std::vector<const ParameterType*> ParameterTypes::with_regexp(std::string_view regexp) const {
  const auto found = by_regexp_.find(regexp);
  return found == by_regexp_.end() ? std::vector<const ParameterType*>() : found->second;
}

std::size_t values_of(const std::vector<std::string>& regexps) {
  std::size_t groups = 0;
  for (const std::string& regexp : regexps) {
    if (auto compiled = TreeRegexp::compile(regexp)) groups += (*compiled)->groups().size();
  }
  return std::max<std::size_t>(groups, 1);
}

}  // namespace ordeal::expressions
