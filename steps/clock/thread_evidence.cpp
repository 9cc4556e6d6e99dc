#include "steps/clock/thread_evidence.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace ordeal {
namespace {

process::Descriptor open_to_read(const std::string& file) {
  return process::Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
}

// As it is now, its first 127 bytes; none: there is no such thread.
std::string contents(const process::Descriptor& file) {
  char text[128];
  const auto got = file.get() < 0 ? -1 : ::pread(file.get(), text, sizeof text - 1, 0);
  return {text, got > 0 ? static_cast<std::size_t>(got) : 0};
}

}  // namespace

ThreadEvidence::ThreadEvidence(int pid, int tid)
    : folder_("/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid) + "/"),
      stat_(open_to_read(folder_ + "stat")),
      schedstat_(open_to_read(folder_ + "schedstat")) {}

char ThreadEvidence::state() const {
  const std::string seen = contents(stat_);  // pid (name) S …
  const auto name_ends = seen.rfind(')');
  return name_ends == seen.npos || name_ends + 2 >= seen.size() ? 'X' : seen[name_ends + 2];
}

std::chrono::nanoseconds ThreadEvidence::cpu() const {
  return std::chrono::nanoseconds(std::atoll(contents(schedstat_).c_str()));
}

std::string ThreadEvidence::name() const {
  std::string name = contents(open_to_read(folder_ + "comm"));
  while (!name.empty() && name.back() == '\n') name.pop_back();
  return name;
}

std::chrono::nanoseconds cpu_of_process(int pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

bool ThreadEvidence::is_to_be_had() {
  const ThreadEvidence own(::getpid(), ::gettid());
  const char state = own.state();
  return (state == 'R' || state == 'S') && own.cpu().count() > 0;
}

}  // namespace ordeal
