// How long somebody waited before each of its further tries, and how long it was to wait.
#pragma once

#include <string>
#include <vector>

#include "steps/capabilities/clock.hpp"

namespace ordeal {

// "1 s, 2 s, 4 s" in milliseconds. Throws std::invalid_argument, naming the text.
std::vector<double> milliseconds_in(const std::string& list);

// Each in milliseconds, to the millisecond; where time is not exact a pause may only be longer. There may be
// more pauses than were expected.
void expect_pauses(const Clock& clock, const std::vector<double>& pauses,
                   const std::vector<double>& expected);

}  // namespace ordeal
