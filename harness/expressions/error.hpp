// Why an expression is refused. The texts are Cucumber's own (cucumber-expressions 20, tag-expressions 11),
// so that an author meets the same words in every Cucumber.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace ordeal::expressions {

struct ExpressionError {
  std::string message;
  std::string undefined_parameter_type;  // its name, when that is the problem; otherwise empty

  ExpressionError() = default;
  // Two arguments, so that a string alone is never taken for an error by Result<std::string>.
  ExpressionError(std::string what, std::string undefined_type)
      : message(std::move(what)), undefined_parameter_type(std::move(undefined_type)) {}
};

template <class T>
using Result = boost::system::result<T, ExpressionError>;

// What result::value() throws: std::invalid_argument with the message.
[[noreturn]] void throw_exception_from_error(const ExpressionError&, const boost::source_location&);

}  // namespace ordeal::expressions
