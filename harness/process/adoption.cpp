#include "harness/process/adoption.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "harness/process/pidfd.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 15s;  // of an enclosure that clears up, of one that the kernel cannot end
constexpr const char* kReaper = "ordeal-reaper";

bool has_children() {
  siginfo_t any{};
  return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) == 0;
}

std::set<pid_t> children_of_this_process(const std::vector<Process>& all) {
  std::set<pid_t> children;
  for (const Process& one : all)
    if (one.parent == getpid()) children.insert(one.pid);
  return children;
}

void reap_when_gone(pid_t pid) {
  if (const auto pidfd = open_pidfd(pid); pidfd && wait_until_gone(pidfd->get(), kPatience))
    reap(pidfd->get());
}

}  // namespace

Adoption::Adoption() {
  if (has_children()) children_before_ = children_of_this_process(list_processes());
  int before = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &before);
  was_subreaper_ = before != 0;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Adoption::~Adoption() {
  if (!was_subreaper_) prctl(PR_SET_CHILD_SUBREAPER, 0);
}

std::vector<std::string> Adoption::end_all() {
  std::vector<std::string> ended;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (has_children() && std::chrono::steady_clock::now() < until) {
    const auto all = list_processes();
    bool any = false;
    for (const Process& one : all) {
      if (one.parent != getpid() || children_before_.contains(one.pid)) continue;
      any = true;
      if (one.state != 'Z' && one.name != kReaper) {
        // What it started becomes this process's own with its end, and is met at the next look.
        ended.push_back(command_of(one) + " (process " + std::to_string(one.pid) + ")");
        kill(one.pid, SIGKILL);  // a child that is not reaped yet: the number is its own
      }
      reap_when_gone(one.pid);
    }
    if (!any) break;
  }
  return ended;
}

}  // namespace ordeal::process
