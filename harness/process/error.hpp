// What this folder's functions return when the machine refuses something: a sentence that names the thing and
// the next action, and the errno behind it (0: none).
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <string>

namespace ordeal::process {

struct Error {
  int number = 0;       // errno
  std::string message;  // whole sentence, errno's text included
};

template <class T>
using Result = boost::system::result<T, Error>;

// "cannot <what>: <text of errno>", from the current errno.
Error error_from_errno(const std::string& what);

// Called by Result::value() on an error: throws std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&);

}  // namespace ordeal::process
