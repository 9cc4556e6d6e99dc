// The one shape of an error, and the one table of error codes. What is written here reaches clients: never a
// path of the host, an address of another client, a token or a stack trace.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <boost/system/result.hpp>
#include <span>
#include <string>
#include <string_view>

namespace slots {

enum class ErrorCategory { validation, transient, resource, permanent, outcome, unknown };
std::string_view to_string(ErrorCategory);

// One row of the table. `http` is 0 where the code is recorded but never a failure; `exit_code` is slotctl's.
struct ErrorKind {
  std::string_view code;
  int http;
  ErrorCategory category;
  bool retryable;
  int exit_code;
  std::string_view suggested_action;
};

// The table, in the order of the documentation. Codes that are not in it are INTERNAL.
std::span<const ErrorKind> error_kinds();
const ErrorKind& error_kind(std::string_view code);

// A code of the table. Its own type, so that no text is ever taken for an Error.
struct ErrorCode {
  std::string text;
  ErrorCode() = default;
  ErrorCode(const char* code) : text(code) {}  // implicit: {.code = "QUEUE_FULL"}
  explicit ErrorCode(std::string code) : text(std::move(code)) {}
  friend bool operator==(const ErrorCode&, const ErrorCode&) = default;
  friend bool operator==(const ErrorCode& a, std::string_view b) { return a.text == b; }
  friend bool operator==(const ErrorCode& a, const char* b) { return a.text == b; }
};

// What happened, to what, with both numbers, in `message`; for programs in `details`.
struct Error {
  ErrorCode code;
  std::string message;
  boost::json::object details{};
  std::string correlation_id{};

  const ErrorKind& kind() const { return error_kind(code.text); }
  // {"error":{code, message, category, retryable, correlation_id, details{…, suggested_action}}}
  boost::json::object to_json() const;
  // Reads what to_json() wrote; anything else becomes INTERNAL.
  static Error from_json(const boost::json::value&);
};

// As a part of a message an error is written as to_json() and read as from_json().
void tag_invoke(boost::json::value_from_tag, boost::json::value& json, const Error& error);
Error tag_invoke(boost::json::value_to_tag<Error>, const boost::json::value& json);

// boost::system::result needs a way to throw an Error when value() is called on a failure.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

// An Error in flight through tasks.
class ErrorException : public std::exception {
 public:
  explicit ErrorException(Error error) : error_(std::move(error)) {}
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  Error error_;
};

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace slots
