// A child process that a step starts: its programs (director, worker, nginx) and any other subject.
//
// Written on POSIX calls and not on Boost.Process v2: in Boost 1.81 that leaves inherited descriptors open,
// leaves a zombie after a failed exec, and its native_handle() does not compile, so that a pidfd would be
// ours anyway.
//
// Threads: spawn may be called while other threads run (between fork and exec only async-signal-safe calls
// are made); one Child belongs to one thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/process/pidfd.hpp"

namespace ordeal::process {

struct ChildOptions {
  std::vector<std::string> argv;                        // argv[0] is looked up in PATH when it holds no '/'
  std::map<std::string, std::string> environment = {};  // on top of this process's environment
  bool inherit_environment = true;                      // false: `environment` is all there is
  std::filesystem::path folder = {};                    // working directory; empty: this process's
  std::filesystem::path input = "/dev/null";
  std::filesystem::path output = {};  // appended to; empty: this process's own
  std::filesystem::path errors = {};  // likewise; may be the same file as `output`
  bool new_session = true;            // setsid(): signals to our group do not reach it
};

class Child {
 public:
  // Returns once the program has started (exec succeeded). An error names the step that failed, the path and
  // errno's text; then no process is left.
  [[nodiscard]] static Result<Child> spawn(const ChildOptions&);

  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;
  ~Child();  // SIGKILL and reap, if it still runs

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  // readable once it has ended; for poll() or an event loop

  SignalEvidence signal(int number) { return send_signal(pidfd_.get(), number); }
  bool gone() const;
  // Returns once a signal has stopped it (true), or it has ended.
  bool wait_until_stopped() const;

  // How it ended; none while it runs. The status is kept: asking again gives the same answer.
  std::optional<ExitStatus> poll();
  std::optional<ExitStatus> wait(std::chrono::milliseconds within);

 private:
  Child(pid_t, Descriptor pidfd);
  void end();

  pid_t pid_ = -1;
  Descriptor pidfd_;
  std::optional<ExitStatus> status_;
};

}  // namespace ordeal::process
