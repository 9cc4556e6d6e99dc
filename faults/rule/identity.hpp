// Who the calling process is, read with direct system calls and without allocating (see mapping.hpp for why).
#pragma once

#include <cstdint>

#include "faults/rule/block.hpp"

namespace ordeal::rule {

struct Identity {
  int pid = 0;                      // in its own PID namespace
  std::uint64_t pid_namespace = 0;  // inode; 0: /proc is not there
  std::uint64_t start_time = 0;     // clock ticks after boot; 0: /proc is not there
};

Identity own_identity();

// Whether that process still runs: its pid is there, started when it did, and is no zombie. One of another
// PID namespace cannot be seen from here and counts as running.
bool is_alive(const Identity&);

// The name of the process (its main thread's, see prctl PR_SET_NAME); at most 15 bytes.
Text<16> own_name();

}  // namespace ordeal::rule
