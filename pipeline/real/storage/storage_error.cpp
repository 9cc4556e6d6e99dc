#include "pipeline/real/storage/storage_error.hpp"

#include <string.h>

#include <cerrno>
#include <system_error>

namespace slots {
namespace {

std::string code_of(int cause, const std::string& absent_code) {
  switch (cause) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "STORAGE_FULL";
    case EAGAIN:
    case EBUSY:
      return "STORAGE_BUSY";
    case ENOENT:
      return absent_code;
    default:
      return "STORAGE_ERROR";
  }
}

}  // namespace

std::string errno_name(int cause) {
  const char* name = strerrorname_np(cause);
  return name ? name : std::to_string(cause);
}

std::string file_name(const std::string& path) {
  const auto last = path.find_last_not_of('/');
  if (last == std::string::npos) return path;
  const auto slash = path.rfind('/', last);
  return path.substr(slash + 1, last - slash);
}

Error storage_error(int cause, const std::string& action, const std::string& path,
                    const std::string& absent_code) {
  Error error{
      .code = ErrorCode(code_of(cause, absent_code)),
      .message = "cannot " + action + " " + file_name(path) + ": " + std::generic_category().message(cause)};
  error.details["errno"] = errno_name(cause);
  return error;
}

}  // namespace slots
