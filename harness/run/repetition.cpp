#include "harness/run/repetition.hpp"

#include "harness/run/canaries.hpp"
#include "harness/run/splitmix.hpp"

namespace ordeal::run {

std::string repeat(Plan& plan, std::uint32_t times) {
  if (times == 1) return "";
  const std::size_t scenarios = plan.scenarios.size();
  if (scenarios * times > kMostRepeated) {
    return std::to_string(scenarios) + " scenarios, each " + std::to_string(times) + " times, would be " +
           std::to_string(scenarios * times) + "; a run has at most " + std::to_string(kMostRepeated) +
           ": select fewer, or use a smaller --repeat";
  }
  Plan repeated;
  for (Chosen scenario : plan.scenarios) {
    const std::uint32_t last = is_canary(*scenario.pickle()) ? 1 : times;
    for (scenario.repetition = 1; scenario.repetition <= last; ++scenario.repetition)
      repeated.scenarios.push_back(scenario);
  }
  plan = std::move(repeated);
  return "";
}

std::uint64_t seed_of(std::uint32_t repetition, std::uint64_t run_seed) {
  if (repetition == 1) return run_seed;
  constexpr int kept = 53;  // bits
  std::uint64_t state = run_seed + repetition * 0x9e3779b97f4a7c15;
  return next_random(state) >> (64 - kept);
}

}  // namespace ordeal::run
