#include "pipeline/director/director.hpp"

namespace slots {

int start_exit_code(const Error& why) {
  const auto* cause = why.details.if_contains("errno");
  if (cause && (*cause == "EACCES" || *cause == "EPERM" || *cause == "EROFS"))
    return start_exit::kNotPermitted;
  if (why.code == "CONFLICT" || why.code == "STORAGE_BUSY") return start_exit::kTaken;
  if (why.code == "INVALID_REQUEST") return start_exit::kConfiguration;
  return why.code == "NETWORK_TIMEOUT" ? start_exit::kUnavailable : start_exit::kDiskFails;
}

}  // namespace slots
