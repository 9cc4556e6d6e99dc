// A text file that a program writes, read line by line as it grows: no byte twice.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "harness/process/descriptor.hpp"

namespace ordeal {

class GrowingFile {
 public:
  explicit GrowingFile(std::filesystem::path file) : file_(std::move(file)) {}

  // Calls `take` with each whole line that came since the last call, without its end. A file that is not
  // there yet has none.
  void read_lines(const std::function<void(const std::string&)>& take);

 private:
  std::filesystem::path file_;
  process::Descriptor opened_;
  std::string rest_;  // of a line that is not whole yet
};

}  // namespace ordeal
