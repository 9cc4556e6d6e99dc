#include "harness/process/pidfd.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ordeal::process {

Result<Descriptor> open_pidfd(pid_t pid) {
  const int number = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (number < 0) return error_from_errno("cannot open a pidfd of process " + std::to_string(pid));
  return Descriptor(number);
}

SignalEvidence send_signal(int pidfd, int signal) {
  SignalEvidence evidence{.signal = signal};
  evidence.accepted = syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0;
  if (!evidence.accepted) evidence.refusal = strerror(errno);
  evidence.when = std::chrono::steady_clock::now();
  return evidence;
}

bool wait_until_gone(int pidfd, std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wanted{pidfd, POLLIN, 0};
    const int ready = poll(&wanted, 1, static_cast<int>(std::max<long>(0, left.count())));
    if (ready > 0) return wanted.revents & POLLIN;
    if (ready == 0) return false;
    if (errno != EINTR) return false;
  }
}

std::optional<ExitStatus> reap(int pidfd) {
  siginfo_t info{};
  while (waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG) != 0)
    if (errno != EINTR) return std::nullopt;
  if (info.si_pid == 0) return std::nullopt;  // still running
  return ExitStatus{info.si_code != CLD_EXITED, info.si_status};
}

}  // namespace ordeal::process
