// How many scenarios ended in which way.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "reports/scenario.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

class Counts {
 public:
  void add(Ending ending) { ++by_ending_[static_cast<std::size_t>(ending)]; }

  std::size_t of(Ending ending) const { return by_ending_[static_cast<std::size_t>(ending)]; }
  std::size_t all() const;
  std::size_t failures() const;  // see is_failure()

  // "4 scenarios (1 passed, 2 failed, 1 not started)", each in its colour; endings that none had left out.
  std::string text(const Paint&) const;

 private:
  std::array<std::size_t, endings> by_ending_{};
};

}  // namespace ordeal::reports
