#include "harness/process/error.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace ordeal::process {

Error error_from_errno(const std::string& what) {
  const int number = errno;
  return {number, what + ": " + std::generic_category().message(number)};
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

}  // namespace ordeal::process
