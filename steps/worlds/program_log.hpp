// The log of one program, JSON lines, read as it grows.
#pragma once

#include <string>
#include <vector>

#include "steps/capabilities/events.hpp"
#include "steps/worlds/growing_file.hpp"

namespace ordeal {

class ProgramLog {
 public:
  ProgramLog(std::string role, std::filesystem::path file) : role_(std::move(role)), file_(std::move(file)) {}

  // All events so far. A last line that is not whole yet is left for the next time.
  const std::vector<ProgramEvent>& events();

 private:
  void take(const std::string& line);

  std::string role_;
  GrowingFile file_;
  std::vector<ProgramEvent> events_;
};

}  // namespace ordeal
