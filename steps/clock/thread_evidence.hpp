// What the kernel says of a thread: whether it runs, sleeps or is stopped, and the CPU time it has used.
#pragma once

#include <chrono>
#include <string>

#include "harness/process/descriptor.hpp"

namespace ordeal {

class ThreadEvidence {
 public:
  ThreadEvidence() = default;
  ThreadEvidence(int pid, int tid);

  // R runs or may run, S sleeps, D waits for a disk, T and t stopped, Z ended; X: there is no such thread.
  char state() const;
  std::chrono::nanoseconds cpu() const;
  std::string name() const;  // "worker 1"

  // Whether this machine tells such things at all (a hidden /proc does not).
  static bool is_to_be_had();

 private:
  std::string folder_;
  process::Descriptor stat_, schedstat_;  // kept open: they are read at every look
};

// CPU time of all threads of a process; 0: there is no such process.
std::chrono::nanoseconds cpu_of_process(int pid);

}  // namespace ordeal
