// --repeat: each scenario runs several times, whatever comes of it, each time with randomness of its own.
#pragma once

#include <cstdint>
#include <string>

#include "harness/run/plan.hpp"

namespace ordeal::run {

inline constexpr int kMostRepetitions = 100'000;         // of one scenario
inline constexpr std::size_t kMostRepeated = 1'000'000;  // scenarios of a plan with all their repetitions

// Puts each scenario into the plan that often, one repetition behind the other; canaries only once. What is
// wrong with it, if the plan would have more than kMostRepeated; "" otherwise.
std::string repeat(Plan& plan, std::uint32_t times);

// The seed of a repetition: of the first the run's own, so that it is what a run without --repeat is, and a
// run with another one's seed repeats that. At most 2^53, which every reader of JSON keeps.
std::uint64_t seed_of(std::uint32_t repetition, std::uint64_t run_seed);

}  // namespace ordeal::run
