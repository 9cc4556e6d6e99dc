#include "pipeline/recovery/backoff.hpp"

#include <algorithm>

namespace slots {

Duration backoff_ceiling(const BackoffPolicy& policy, int n) {
  Duration ceiling = policy.first;
  for (int i = 0; i < n && ceiling < policy.cap; ++i) ceiling *= 2;
  return std::min(ceiling, policy.cap);
}

}  // namespace slots
