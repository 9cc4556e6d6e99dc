// Cucumber expressions that would match a given step text: numbers become {int}, quoted text {string}, "45 s"
// {duration}. From left to right, the longest whole-word find of any parameter type that is meant for
// snippets wins; where several types are equally long there is one expression for each choice. Source:
// cucumber-expressions 20.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/parameter_type.hpp"

namespace ordeal::expressions {

struct GeneratedExpression {
  std::string source;
  std::vector<const ParameterType*> types;  // of its parameters, in order
};

// At least one, at most 256 and, after the first, 64 KiB; the preferred types' first.
[[nodiscard]] std::vector<GeneratedExpression> generated_expressions(std::string_view text,
                                                                     const ParameterTypes&);

}  // namespace ordeal::expressions
