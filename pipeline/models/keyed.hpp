// Numbers for weights, by key: the same (key, n) gives the same number on every machine, in any order of
// asking.
#pragma once

#include <cstdint>

#include "pipeline/protocol/keyed.hpp"

namespace slots {

double keyed_uniform(std::uint64_t key, std::uint64_t n);  // [0, 1)
double keyed_normal(std::uint64_t key, std::uint64_t n);   // mean 0, variance 1 (Box-Muller)

}  // namespace slots
