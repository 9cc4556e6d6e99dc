// Delays between attempts: exponential with full jitter (a random part of the whole delay), so that many
// callers that failed together do not come back together. Source: Brooker, "Exponential Backoff and Jitter",
// AWS Architecture Blog, 2015.
#pragma once

#include "pipeline/task/time.hpp"

namespace slots {

struct BackoffPolicy {
  Duration first = 1s;  // upper end of the first delay
  Duration cap = 60s;   // upper end of every later one
  int retries = 3;      // attempts after the first
};

// The upper end of the delay before retry `n` (from 0): first × 2ⁿ, at most cap.
Duration backoff_ceiling(const BackoffPolicy& policy, int n);

}  // namespace slots
