// Parameter types: what {int}, {duration} or {stage} accepts in a step's text, and which value it becomes.
#pragma once

#include <any>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "harness/expressions/error.hpp"
#include "harness/expressions/group.hpp"

namespace ordeal::expressions {

struct ParameterType {
  std::string name;                            // "" is the anonymous type {}
  std::vector<std::string> regexps;            // RE2 syntax, each without anchors
  std::type_index type = typeid(std::string);  // what transform puts into its std::any
  // Throws std::invalid_argument or std::out_of_range when a text that fits the pattern has no value (an
  // {int} of 40 digits). An empty std::any: the group took no part in the match.
  std::function<std::any(const GroupTexts&)> transform;
  // Of a type whose value is a std::string: the same without the std::any, for a group that took part. May be
  // null.
  std::string (*text)(const GroupTexts&) = nullptr;
  bool for_snippets = true;  // offered when a wording is suggested for an undefined step
  bool preferred = false;    // wins when a regular expression's group fits several types
};

// The parameter types that expressions may name. References stay valid while it lives.
class ParameterTypes {
 public:
  ParameterTypes();  // starts with Cucumber's own and ours, see builtin_types.cpp

  // Refuses an illegal name, a name that is taken, a pattern that RE2 does not understand, and a second
  // preferred type for a pattern.
  [[nodiscard]] Result<const ParameterType*> define(ParameterType);

  [[nodiscard]] const ParameterType* find(std::string_view name) const;
  // All types with exactly this pattern: preferred first, then by name.
  [[nodiscard]] std::vector<const ParameterType*> with_regexp(std::string_view regexp) const;
  [[nodiscard]] const std::deque<ParameterType>& all() const { return types_; }

 private:
  std::deque<ParameterType> types_;
  std::map<std::string, std::vector<const ParameterType*>, std::less<>> by_regexp_;
};

// Cucumber's eleven (int, float, word, string, "", double, bigdecimal, byte, short, long, biginteger), then
// ours: duration, bytes, percent, ordinal, signal, exit code.
[[nodiscard]] std::vector<ParameterType> builtin_parameter_types();

// How many values a transformer of these patterns is given: their capture groups, or 1 (the whole) without
// any.
[[nodiscard]] std::size_t values_of(const std::vector<std::string>& regexps);

}  // namespace ordeal::expressions
