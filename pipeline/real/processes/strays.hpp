// Children that nobody here has started: this process is a subreaper, so what a worker had started becomes
// its child when the worker ends. A worker's processes must not outlive it: they hold its sockets, its files
// and its memory of the card.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <set>
#include <vector>

namespace slots {

class Strays {
 public:
  Strays();  // children that are there already are nobody's strays

  // Who was started here, until its end was seen.
  void keep(pid_t child) { kept_.insert(child); }
  void let_go(pid_t child) { kept_.erase(child); }

  // Reaps strays that have ended; sends SIGKILL to the others when told to. How many were still there.
  std::size_t sweep(bool kill) const;
  // Kills and reaps all of them, and what they leave in turn; gives up after `limit` (wall): a process that
  // waits for a dead disk ends when it can. How many are left.
  std::size_t end_all(std::chrono::milliseconds limit) const;

 private:
  static std::vector<pid_t> children();

  std::set<pid_t> kept_;
};

}  // namespace slots
