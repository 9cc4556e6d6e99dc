// Starting a program with fork and exec, so that it ends with its parent and inherits nothing by accident.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "pipeline/protocol/error.hpp"
#include "pipeline/real/descriptor.hpp"

namespace slots {

// The descriptor that a launched program is given.
inline constexpr int kHandedOver = 3;

struct Launch {
  std::string program;  // a path; PATH is not searched
  std::vector<std::string> arguments;
  int hand_over = -1;  // becomes descriptor kHandedOver
  int output = -1;     // becomes standard output and error; -1: as the parent's
};

struct Launched {
  pid_t pid = 0;
  Descriptor pidfd;
  // Closed when the program runs; when it could not be executed, errno (an int) comes first.
  Descriptor failure;
};

// The child is killed when the calling thread ends. It has a process group of its own, default signal
// actions, /dev/null as standard input, the environment, and descriptors 0 to 3. WORKER_START_FAILED when it
// cannot fork.
Result<Launched> launch(const Launch& what);

// WORKER_START_FAILED: what was tried for whom, and why the system refused it.
Error start_failure(const std::string& action, int cause);

int open_pidfd(pid_t pid);
// Waits for the end of a child: its exit code, or 128+N by signal N.
int reap(int pidfd);

}  // namespace slots
