// A scenario's own limit: the tag @limit(5m) of it, of its examples, rule or feature; the innermost counts.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/plan.hpp"

namespace ordeal::run {

std::optional<std::chrono::milliseconds> own_limit(const gherkin::Pickle& pickle);

// "features/a.feature:12: @limit(soon): …", one for each tag that names no limit.
std::vector<std::string> wrong_limits(const Plan& plan);

}  // namespace ordeal::run
