#include "harness/process/forked.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>

namespace ordeal::process {
namespace {

constexpr std::chrono::hours kAsLongAsItTakes{24};  // a process that was killed

void flush() {
  std::cout.flush();
  std::fflush(nullptr);
}

[[noreturn]] void live(pid_t parent, const std::function<int()>& body) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it is gone already
  setsid();
  const int code = body();
  flush();
  _exit(code);
}

}  // namespace

Result<Forked> Forked::start(const std::function<int()>& body) {
  flush();  // or the copy would write it once more
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return error_from_errno("cannot fork");
  if (pid == 0) live(parent, body);
  auto pidfd = open_pidfd(pid);
  if (!pidfd) {
    const Error error = pidfd.error();
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return error;
  }
  return Forked(pid, std::move(*pidfd));
}

Forked::~Forked() {
  if (pidfd_) end();
}

ExitStatus Forked::end() {
  signal(SIGKILL);  // no matter where it has ended
  wait_until_gone(pidfd_.get(), kAsLongAsItTakes);
  const auto status = reap(pidfd_.get());
  pidfd_.close();
  return status.value_or(ExitStatus{true, SIGKILL});
}

}  // namespace ordeal::process
