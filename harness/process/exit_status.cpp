#include "harness/process/exit_status.hpp"

#include <sys/wait.h>

#include <cstring>

namespace ordeal::process {

std::string describe(const ExitStatus& status) {
  if (!status.signalled) return "exit code " + std::to_string(status.number);
  return "signal " + std::to_string(status.number) + " (" + strsignal(status.number) + ")";
}

ExitStatus status_from_wait(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {true, WTERMSIG(wait_status)};
  return {false, WEXITSTATUS(wait_status)};
}

}  // namespace ordeal::process
