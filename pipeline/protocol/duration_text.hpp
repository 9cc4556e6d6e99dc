// Durations as people write them in configuration: "21 s", "250 ms", "1 min", "1.5 h".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/task/time.hpp"

namespace slots {

// A number, at least 0, and a unit: ns, us, ms, s, min, h. None when it is anything else, or over 290 years.
std::optional<Duration> parse_duration(std::string_view text);
// In the largest unit that needs no fraction.
std::string duration_text(Duration duration);

}  // namespace slots
