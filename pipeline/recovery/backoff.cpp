#include "pipeline/recovery/backoff.hpp"

#include <algorithm>

namespace slots {

Duration backoff_ceiling(const BackoffPolicy& policy, int n) {
  Duration ceiling = policy.first;
  for (int i = 0; i < n && ceiling < policy.cap; ++i) ceiling *= 2;
  return std::min(ceiling, policy.cap);
}

Duration backoff_delay(const BackoffPolicy& policy, const Random& random, const std::string& site, int n) {
  const double share = random.unit(site, static_cast<std::uint64_t>(n));
  return std::chrono::duration_cast<Duration>(backoff_ceiling(policy, n) * share);
}

}  // namespace slots
