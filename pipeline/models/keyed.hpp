// Randomness by key: the same (key, n) gives the same number on every machine and in any order of asking. No
// std:: distribution, whose results differ between libraries.
#pragma once

#include <cstdint>

namespace slots {

// 64 well mixed bits (SplitMix64's finaliser: Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t mix(std::uint64_t);

double keyed_uniform(std::uint64_t key, std::uint64_t n);  // [0, 1)
double keyed_normal(std::uint64_t key, std::uint64_t n);   // mean 0, variance 1 (Box-Muller)

}  // namespace slots
