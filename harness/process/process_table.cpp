#include "harness/process/process_table.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>

#include "harness/process/descriptor.hpp"

namespace ordeal::process {

std::string read_proc(const std::string& path) {
  std::string text;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  if (!file) return text;
  for (ssize_t got; (got = read(file.get(), buffer, sizeof buffer)) > 0;) text.append(buffer, got);
  return text;
}

namespace {

std::string proc(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

constexpr unsigned long kKernelThread = 0x00200000;  // PF_KTHREAD of linux/sched.h

// "pid (name) state parent …"; the name may hold spaces and brackets, so the last bracket counts. Field 22 is
// the start.
std::optional<Process> read_process(pid_t pid) {
  const std::string text = read_proc(proc(pid, "stat"));
  const auto open = text.find('('), close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  Process process{.pid = pid, .name = text.substr(open + 1, close - open - 1)};
  std::istringstream rest(text.substr(close + 1));
  std::string skipped;
  unsigned long flags = 0;
  rest >> process.state >> process.parent;
  for (int field = 5; field < 9; ++field) rest >> skipped;
  rest >> flags;
  for (int field = 10; field < 22; ++field) rest >> skipped;
  rest >> process.started;
  process.kernel_thread = flags & kKernelThread;
  return process;
}

}  // namespace

std::vector<Process> list_processes() {
  std::vector<Process> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc"), &closedir);
  if (!folder) return all;
  while (const dirent* entry = readdir(folder.get()))
    if (const int pid = atoi(entry->d_name); pid > 0)
      if (auto process = read_process(pid)) all.push_back(std::move(*process));
  return all;
}

std::vector<Process> descendants_of(pid_t root, const std::vector<Process>& all) {
  std::vector<Process> found;
  std::vector<pid_t> parents{root};
  for (std::size_t i = 0; i < parents.size(); ++i)
    for (const auto& process : all)
      if (process.parent == parents[i]) {
        parents.push_back(process.pid);
        found.push_back(process);
      }
  return found;
}

bool is_still(const Process& process) {
  const auto now = read_process(process.pid);
  return now && now->started == process.started;
}

std::string command_of(const Process& process) {
  std::string text = read_proc(proc(process.pid, "cmdline"));
  while (!text.empty() && text.back() == '\0') text.pop_back();
  for (char& c : text)
    if (c == '\0') c = ' ';
  return text.empty() ? "[" + process.name + "]" : text;
}

std::optional<std::string> environment_of(pid_t pid, const std::string& variable) {
  const std::string text = '\0' + read_proc(proc(pid, "environ"));
  const std::string entry = '\0' + variable + '=';
  const auto found = text.find(entry);
  if (found == std::string::npos) return std::nullopt;
  return text.substr(found + entry.size()).c_str();  // up to its '\0'
}

}  // namespace ordeal::process
