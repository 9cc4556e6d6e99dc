// The zygote: a process with one thread that has loaded what workers need (LibTorch) and makes each worker by
// fork, in 3 ms instead of 200. It is a program of its own, started as `PROGRAM --zygote FD`, whose main
// calls zygote_main().
//
// It forks twice, so that the director, a subreaper, becomes the worker's parent and learns its exit. An
// order comes over FD (SOCK_SEQPACKET) with descriptors; each worker reports to the director over its own
// control socket and runs once the director holds its pidfd.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/env/env.hpp"
#include "pipeline/real/descriptor.hpp"

namespace slots {

// Serves until the director's end of `fd` is closed, then returns 0. In each worker `program` runs, and the
// worker leaves by _exit with its result, PR_SET_NAME being the role (15 bytes of it). Refuses an order while
// this process has more than one thread.
int zygote_main(int fd, const std::function<int(SpawnRequest)>& program);

// All that a descriptor holds, from its start: how a program started afresh reads its settings.
Result<std::string> read_settings(int fd);

// ---- The protocol, for the director's side. ----

struct SpawnOrder {
  std::int64_t director = 0;  // pid
  char role[64] = {};         // ends with 0
};
// What comes back on the control socket: a pid, or why there is none.
struct SpawnReport {
  std::int64_t pid = 0;
  std::int64_t between = 0;  // pid of the process between zygote and worker; the zygote reaps it
  std::int32_t error = 0;    // errno of fork
  std::int32_t threads = 0;  // when not 1: the reason
};
// Descriptors of an order, in this order.
enum OrderDescriptor : std::size_t { kControl, kSettings, kOutput, kOrderDescriptors };

// False with errno. `descriptors` may be fewer than kOrderDescriptors (no output).
bool send_order(int socket, const SpawnOrder& order, std::span<const int> descriptors);

}  // namespace slots
