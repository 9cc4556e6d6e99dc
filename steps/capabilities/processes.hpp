// The programs as processes.
#pragma once

#include <string>

#include "faults/fault.hpp"

namespace ordeal {

class Processes {
 public:
  virtual ~Processes() = default;
  // Whether a process of this role runs, as the kernel says.
  virtual bool runs(const std::string& role) = 0;
};

}  // namespace ordeal
