// A copy of this process that runs a function: in a session of its own, so that a terminal's signals do not
// reach it, and never longer than its parent.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>

#include "harness/process/pidfd.hpp"

namespace ordeal::process {

class Forked {
 public:
  // This process must have one thread. Buffered output is flushed first. The copy ends by _exit with the
  // function's value: no destructor of this process's objects runs in it.
  [[nodiscard]] static Result<Forked> start(const std::function<int()>& body);

  Forked(Forked&&) noexcept = default;
  Forked& operator=(Forked&&) = delete;
  ~Forked();  // ends it, if it still runs

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  // readable once it has ended
  void signal(int number) const { send_signal(pidfd_.get(), number); }
  bool gone() const { return wait_until_gone(pidfd_.get()); }
  // Ends it where it still runs.
  ExitStatus end();

 private:
  Forked(pid_t pid, Descriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

  pid_t pid_;
  Descriptor pidfd_;
};

}  // namespace ordeal::process
