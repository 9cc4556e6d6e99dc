// This process as the one that takes in what its children leave behind: a server that a hook started and
// nobody stopped, a daemon. Children that were there before are left alone.
#pragma once

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

namespace ordeal::process {

class Adoption {
 public:
  Adoption();  // from now on orphans become this process's children
  ~Adoption();
  Adoption(const Adoption&) = delete;
  Adoption& operator=(const Adoption&) = delete;

  // Ends all that was taken in and what it started; enclosures clear up behind themselves first. Returns what
  // each of them ran, "sleep 20 (process 1234)". Costs one system call where there is nothing.
  std::vector<std::string> end_all();

 private:
  std::set<pid_t> children_before_;
  bool was_subreaper_ = false;
};

}  // namespace ordeal::process
