#include "pipeline/real/processes/strays.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

namespace slots {

Strays::Strays() {
  for (const pid_t child : children()) kept_.insert(child);
}

// Of every thread: who forked is the parent in that list. None where the kernel does not tell
// (CONFIG_PROC_CHILDREN).
std::vector<pid_t> Strays::children() {
  std::vector<pid_t> found;
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", gone)) {
    std::ifstream list(thread.path() / "children");
    for (pid_t pid; list >> pid;) found.push_back(pid);
  }
  return found;
}

std::size_t Strays::sweep(bool kill) const {
  std::size_t running = 0;
  for (const pid_t child : children()) {
    if (kept_.contains(child) || ::waitpid(child, nullptr, WNOHANG) != 0) continue;
    ++running;
    if (kill) ::kill(child, SIGKILL);  // not reaped yet, so the number is still this child's
  }
  return running;
}

std::size_t Strays::end_all(std::chrono::milliseconds limit) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const std::size_t running = sweep(true);
    if (running == 0 || std::chrono::steady_clock::now() >= end) return running;
    ::poll(nullptr, 0, 1);
  }
}

}  // namespace slots
