// From a Cucumber expression's structure to one regular expression. Here are refused the structures that the
// grammar accepts and matching cannot serve: a parameter or an optional in an optional, an alternative
// without text, a parameter of no known type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"
#include "harness/expressions/parameter_type.hpp"
#include "harness/expressions/word_pattern.hpp"

namespace ordeal::expressions {

struct Compiled {
  std::string regexp;                       // anchored; each parameter is one outermost capture group
  std::vector<const ParameterType*> types;  // of the parameters, in order
  std::vector<WordPattern> words;
};

[[nodiscard]] Result<Compiled> compile(std::string_view expression, const ParameterTypes&);

}  // namespace ordeal::expressions
