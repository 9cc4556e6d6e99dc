// The words in which a Cucumber expression is refused: one function a mistake. Each names the column, shows
// the expression with the place underlined, says what is wrong and what to write instead.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/expressions/error.hpp"
#include "harness/expressions/tokens.hpp"

namespace ordeal::expressions {

// Code points from start to before end.
struct Span {
  std::size_t start;
  std::size_t end;
};

ExpressionError end_of_line_escaped(std::string_view expression, std::size_t at);
ExpressionError character_cannot_be_escaped(std::string_view expression, std::size_t at);
ExpressionError missing_end(std::string_view expression, TokenType begin, Span);
ExpressionError alternation_in_optional(std::string_view expression, Span);
ExpressionError illegal_parameter_name(std::string_view expression, Span);
ExpressionError parameter_in_optional(std::string_view expression, Span);
ExpressionError optional_in_optional(std::string_view expression, Span);
ExpressionError empty_optional(std::string_view expression, Span);
ExpressionError empty_alternative(std::string_view expression, Span);
ExpressionError alternative_of_optionals_only(std::string_view expression, Span);
ExpressionError undefined_parameter_type(std::string_view expression, Span, std::string_view name);

}  // namespace ordeal::expressions
