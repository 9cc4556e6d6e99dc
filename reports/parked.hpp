// Records that are needed once, and later: they wait in an unnamed temporary file rather than in memory,
// since a suite may have tens of thousands of scenarios waiting, and each report that shows them keeps its
// own plan.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/unnamed_file.hpp"

namespace ordeal::reports {

class Parked {
 public:
  struct Slot {
    std::uint64_t at = 0;
    std::uint32_t size = 0;
  };

  Slot park(std::string_view record);

  // As it was parked; any number of times, until it is let go. Empty where the file could not be read again.
  std::string fetch(Slot) const;

  // The slot is not used any more. When none is, the room is used again.
  void let_go(Slot);

 private:
  void write_out();

  UnnamedFile file_ = unnamed_file();
  bool in_memory_ = !file_;  // there is no file, or it is full: all stays in memory
  std::uint64_t written_ = 0;
  std::string unwritten_;  // what follows what is written
  std::size_t slots_ = 0;
};

}  // namespace ordeal::reports
