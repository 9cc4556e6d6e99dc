// The processes that /proc shows, and what is asked of them here.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace ordeal::process {

struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';                // as ps shows it; 'Z' zombie
  unsigned long long started = 0;  // clock ticks since boot: tells two processes of one number apart
  bool kernel_thread = false;
  std::string name;  // the kernel's short name
};

std::vector<Process> list_processes();

// Children, their children and so on; `root` itself is not among them.
std::vector<Process> descendants_of(pid_t root, const std::vector<Process>& all);

// Still the process that was listed, and not a later one with its number.
bool is_still(const Process&);

// "nginx -c x.conf"; the short name in brackets where there is none (zombies, kernel threads).
std::string command_of(const Process&);

// The variable's value in the environment that the process was executed with (a fork without exec keeps its
// parent's).
std::optional<std::string> environment_of(pid_t, const std::string& variable);

// A whole file of /proc; empty when it cannot be read. Not a stream: reading a process that ends meanwhile
// (ESRCH) makes std::ifstream's iterators throw.
std::string read_proc(const std::string& path);

}  // namespace ordeal::process
