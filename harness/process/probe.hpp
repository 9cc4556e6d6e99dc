// Finds out how this machine lets us enclose a job, by doing it. For `ordeal doctor` and for every run's
// start.
#pragma once

#include <string>
#include <vector>

#include "harness/process/way.hpp"

namespace ordeal::process {

struct Probe {
  Way way = Way::subreaper;  // the best that works
  std::vector<std::string>
      refused;  // why each better way does not: "namespaces: clone: Operation not permitted …"
  std::vector<std::string> missing;  // what the way in use does not give, and what to do about it
};

// Takes a few milliseconds. This process must have one thread.
Probe probe();

// Several lines for people.
std::string describe(const Probe&);

}  // namespace ordeal::process
