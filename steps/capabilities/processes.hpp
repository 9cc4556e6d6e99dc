// The programs as processes.
#pragma once

#include <string>
#include <vector>

#include "faults/fault.hpp"

namespace ordeal {

class Processes {
 public:
  virtual ~Processes() = default;
  // Whether a process of this role runs, as the kernel says.
  virtual bool runs(const std::string& role) = 0;
  // What processes of this role have left that are gone: in their folder for temporary files, and shared
  // memory under their numbers.
  virtual std::vector<std::string> left_by(const std::string& role) = 0;
};

}  // namespace ordeal
