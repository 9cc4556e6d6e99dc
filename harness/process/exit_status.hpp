// How a process ended.
#pragma once

#include <string>

namespace ordeal::process {

struct ExitStatus {
  bool signalled = false;
  int number = 0;  // the exit code, or the signal

  bool success() const { return !signalled && number == 0; }
  // As a shell shows it: 128 + signal.
  int as_shell() const { return signalled ? 128 + number : number; }
  bool operator==(const ExitStatus&) const = default;
};

// "exit code 70", "signal 9 (Killed)"
std::string describe(const ExitStatus&);

// From waitpid's status word.
ExitStatus status_from_wait(int wait_status);

}  // namespace ordeal::process
