// A scenario's own limits: the tags @limit(5m) and @memory(2GB) of it, of its examples, rule or feature; the
// innermost counts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/plan.hpp"

namespace ordeal::run {

std::optional<std::chrono::milliseconds> own_limit(const gherkin::Pickle& pickle);
std::optional<std::uint64_t> own_memory_limit(const gherkin::Pickle& pickle);  // bytes

// Behind what says that a scenario was over it.
inline constexpr std::string_view kByMemoryTag = " (its tag @memory)";

// "features/a.feature:12: @limit(soon): …", one for each tag that names no limit.
std::vector<std::string> wrong_limits(const Plan& plan);

}  // namespace ordeal::run
