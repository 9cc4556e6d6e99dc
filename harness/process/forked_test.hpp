// For tests whose body must live in a process of its own: it gives up its user, its namespaces, or its life.
#pragma once

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "harness/process/exit_status.hpp"

namespace ordeal::process {

inline pid_t fork_body(const std::function<int()>& body) {
  fflush(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int code = body();
  fflush(nullptr);
  _exit(code);
}

inline ExitStatus run_forked(const std::function<int()>& body) {
  int status = 0;
  waitpid(fork_body(body), &status, 0);
  return status_from_wait(status);
}

// Becomes the user `nobody`; false when that is not allowed. A change of user makes a process's /proc files
// root's until it executes something or says that it may be looked at.
inline bool become_nobody() {
  constexpr unsigned kNobody = 65534;
  return setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0 &&
         prctl(PR_SET_DUMPABLE, 1) == 0;
}

inline bool is_root() {
  return geteuid() == 0;
}

// A fresh folder outside of /tmp, where an enclosure's own /tmp does not cover it, or (`base`) below it.
class Folder {
 public:
  explicit Folder(std::string base = "/var/tmp") : path_(base + "/ordeal test XXXXXX") {
    if (!mkdtemp(path_.data())) ADD_FAILURE() << "cannot make " << path_;
    chmod(path_.c_str(), 0777);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace ordeal::process
