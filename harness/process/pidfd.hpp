// A process by descriptor: it can never be confused with a later process of the same number.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "harness/process/descriptor.hpp"
#include "harness/process/exit_status.hpp"

namespace ordeal::process {

Result<Descriptor> open_pidfd(pid_t);

// What is known from the kernel about a signal that was sent: evidence, not intention.
struct SignalEvidence {
  int signal = 0;
  bool accepted = false;                       // the kernel took it for this very process
  std::string refusal;                         // errno's text when it did not
  std::chrono::steady_clock::time_point when;  // the call returned
};
SignalEvidence send_signal(int pidfd, int signal);

// True once the pidfd is readable: the process has ended (perhaps nobody has reaped it yet). Waits up to
// `within`.
bool wait_until_gone(int pidfd, std::chrono::milliseconds within = {});

// Reaps a child that has ended. None: it still runs, or it is not (or no longer) this process's child.
std::optional<ExitStatus> reap(int pidfd);

}  // namespace ordeal::process
