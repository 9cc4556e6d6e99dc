// Durations as options and tags have them: "90", "1.5 s", "250ms", "25m", "1h30m". Without a unit: seconds.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <string>

namespace ordeal {

// The error says what is wrong and how to write it. Up to a year.
boost::system::result<std::chrono::milliseconds, std::string> parse_duration(const std::string& text);

}  // namespace ordeal
