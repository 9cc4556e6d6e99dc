#include "harness/expressions/complaints.hpp"

#include <stdexcept>
#include <string>

namespace ordeal::expressions {
namespace {

std::string underlined(Span span) {
  std::string line(span.start, ' ');
  line += '^';
  if (span.start + 1 < span.end) {
    line.append(span.end - span.start - 2, '-');
    line += '^';
  }
  return line;
}

ExpressionError complaint(std::string_view expression, Span span, std::string_view problem,
                          std::string_view advice) {
  std::string message =
      "This Cucumber Expression has a problem at column " + std::to_string(span.start + 1) + ":\n\n";
  message.append(expression).append("\n").append(underlined(span)).append("\n");
  message.append(problem).append(".\n").append(advice);
  return {std::move(message), ""};
}

constexpr std::string_view escape_parenthesis =
    "If you did not mean to use an optional you can use '\\(' to escape the '('";

}  // namespace

void throw_exception_from_error(const ExpressionError& error, const boost::source_location&) {
  throw std::invalid_argument(error.message);
}

ExpressionError end_of_line_escaped(std::string_view expression, std::size_t at) {
  return complaint(expression, {at, at + 1}, "The end of line can not be escaped",
                   "You can use '\\\\' to escape the '\\'");
}

ExpressionError character_cannot_be_escaped(std::string_view expression, std::size_t at) {
  return complaint(expression, {at, at + 1},
                   "Only the characters '{', '}', '(', ')', '\\', '/' and whitespace can be escaped",
                   "If you did mean to use an '\\' you can use '\\\\' to escape it");
}

ExpressionError missing_end(std::string_view expression, TokenType begin, Span span) {
  // The article is doubled ("escape the a parameter") in Cucumber's own text.
  if (begin == TokenType::begin_parameter) {
    return complaint(expression, span, "The '{' does not have a matching '}'",
                     "If you did not intend to use a parameter you can use '\\{' to escape the a parameter");
  }
  return complaint(
      expression, span, "The '(' does not have a matching ')'",
      "If you did not intend to use optional text you can use '\\(' to escape the optional text");
}

ExpressionError alternation_in_optional(std::string_view expression, Span span) {
  return complaint(
      expression, span, "An alternation can not be used inside an optional",
      "If you did not mean to use an alternation you can use '\\/' to escape the '/'. Otherwise rephrase "
      "your expression or consider using a regular expression instead.");
}

ExpressionError illegal_parameter_name(std::string_view expression, Span span) {
  return complaint(expression, span, "Parameter names may not contain '{', '}', '(', ')', '\\' or '/'",
                   "Did you mean to use a regular expression?");
}

ExpressionError parameter_in_optional(std::string_view expression, Span span) {
  return complaint(expression, span, "An optional may not contain a parameter type",
                   "If you did not mean to use an parameter type you can use '\\{' to escape the '{'");
}

ExpressionError optional_in_optional(std::string_view expression, Span span) {
  return complaint(
      expression, span, "An optional may not contain an other optional",
      "If you did not mean to use an optional type you can use '\\(' to escape the '('. For more "
      "complicated expressions consider using a regular expression instead.");
}

ExpressionError empty_optional(std::string_view expression, Span span) {
  return complaint(expression, span, "An optional must contain some text", escape_parenthesis);
}

ExpressionError empty_alternative(std::string_view expression, Span span) {
  return complaint(expression, span, "Alternative may not be empty",
                   "If you did not mean to use an alternative you can use '\\/' to escape the '/'");
}

ExpressionError alternative_of_optionals_only(std::string_view expression, Span span) {
  return complaint(expression, span, "An alternative may not exclusively contain optionals",
                   escape_parenthesis);
}

ExpressionError undefined_parameter_type(std::string_view expression, Span span, std::string_view name) {
  const std::string quoted = "'" + std::string(name) + "'";
  ExpressionError error = complaint(expression, span, "Undefined parameter type " + quoted,
                                    "Please register a ParameterType for " + quoted);
  error.undefined_parameter_type = name;
  return error;
}

}  // namespace ordeal::expressions
