#include "steps/clock/thread_evidence.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace ordeal {
namespace {

std::string contents(const std::string& file) {
  const process::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  char text[64];
  const auto got = opened.get() < 0 ? -1 : ::read(opened.get(), text, sizeof text);
  return {text, got > 0 ? static_cast<std::size_t>(got) : 0};
}

}  // namespace

ThreadEvidence::ThreadEvidence(int pid, int tid)
    : folder_("/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid) + "/"),
      stat_(::open((folder_ + "stat").c_str(), O_RDONLY | O_CLOEXEC)) {}

char ThreadEvidence::state() const {
  char text[128];  // pid (name) S …
  const auto got = stat_.get() < 0 ? -1 : ::pread(stat_.get(), text, sizeof text, 0);
  const std::string_view seen(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto name_ends = seen.rfind(')');
  return name_ends == seen.npos || name_ends + 2 >= seen.size() ? 'X' : seen[name_ends + 2];
}

std::chrono::nanoseconds ThreadEvidence::cpu() const {
  return std::chrono::nanoseconds(std::atoll(contents(folder_ + "schedstat").c_str()));
}

std::string ThreadEvidence::name() const {
  std::string name = contents(folder_ + "comm");
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
