#include "pipeline/real/processes/launch.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace slots {
namespace {

constexpr int kOutOfTheWay = 10;  // above the descriptors that the program gets

struct ChildPlan {
  const char* program;
  char* const* arguments;
  int hand_over, output, failure;
  pid_t parent;
};

// Between fork and exec of a process with threads: system calls only.
[[noreturn]] void become(const ChildPlan& plan) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != plan.parent) ::_exit(127);  // it ended before the line above
  ::setpgid(0, 0);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGCHLD, SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);

  const int failure = ::fcntl(plan.failure, F_DUPFD_CLOEXEC, kOutOfTheWay);
  const int hand_over = plan.hand_over < 0 ? -1 : ::fcntl(plan.hand_over, F_DUPFD_CLOEXEC, kOutOfTheWay);
  const int output = plan.output < 0 ? -1 : ::fcntl(plan.output, F_DUPFD_CLOEXEC, kOutOfTheWay);
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (input >= 0) ::dup2(input, STDIN_FILENO);
  if (output >= 0) {
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
  }
  ::close_range(kHandedOver, ~0U, CLOSE_RANGE_CLOEXEC);
  if (hand_over >= 0) ::dup2(hand_over, kHandedOver);
  ::execv(plan.program, plan.arguments);
  const int cause = errno;
  [[maybe_unused]] const auto told = ::write(failure, &cause, sizeof cause);
  ::_exit(127);
}

}  // namespace

Error start_failure(const std::string& action, int cause) {
  return {.code = "WORKER_START_FAILED",
          .message = "cannot " + action + ": " + std::generic_category().message(cause)};
}

int open_pidfd(pid_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

int reap(int pidfd) {
  siginfo_t ended{};
  // Asio makes descriptors non-blocking, and waitid() obeys: EAGAIN while the process lives.
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd), &ended, WEXITED) != 0 &&
         (errno == EINTR || errno == EAGAIN)) {
    pollfd end{pidfd, POLLIN, 0};
    ::poll(&end, 1, -1);
  }
  return ended.si_code == CLD_EXITED ? ended.si_status : 128 + ended.si_status;
}

Result<Launched> launch(const Launch& what) {
  std::vector<std::string> words{what.program};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return start_failure("make a pipe", errno);
  Launched launched{.failure = Descriptor(pipe[0])};
  const Descriptor failure(pipe[1]);
  const ChildPlan plan{what.program.c_str(), arguments.data(), what.hand_over,
                       what.output,          failure.get(),    ::getpid()};
  launched.pid = ::fork();
  if (launched.pid == 0) become(plan);
  if (launched.pid < 0) return start_failure("fork", errno);
  launched.pidfd = Descriptor(open_pidfd(launched.pid));
  if (!launched.pidfd) {
    const int cause = errno;
    ::kill(launched.pid, SIGKILL);
    ::waitpid(launched.pid, nullptr, 0);
    return start_failure("open a pidfd", cause);
  }
  return launched;
}

}  // namespace slots
