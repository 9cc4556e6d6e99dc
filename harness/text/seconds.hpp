// How a message names a span of time: "1.5 s", "0.3 s", "90 s".
#pragma once

#include <chrono>
#include <string>

namespace ordeal {

// In seconds, with as many decimals as the milliseconds need and never an exponent.
std::string in_seconds(std::chrono::milliseconds span);

}  // namespace ordeal
