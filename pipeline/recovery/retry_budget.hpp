// How much of what is done may be second tries: where everything fails, retries would only add to the load.
// At most a share of the first tries of the last minute, and always a few. Source: Finagle's RetryBudget and
// Envoy's retry budgets (20 % of what is on its way, at least so many).
#pragma once

#include <deque>
#include <set>

#include "pipeline/recovery/decide.hpp"

namespace slots {

struct RetryBudgetPolicy {
  int at_least_a_minute = 10;
  double share = 0.2;  // of the first tries of the last minute
};

// One kind of tries: dispatches of slots, downloads.
class RetryBudget {
 public:
  static constexpr Duration kWindow = 60s;

  explicit RetryBudget(RetryBudgetPolicy policy) : policy_(policy) {}

  // Something is tried for the first time.
  void tried(Time now);
  // It will be tried again at `at`, which may be later than now.
  void retried(Time at);
  // As of now: what was tried again within the last minute, or will be, and how much may be.
  recovery::Budget at(Time now);

 private:
  // First tries that came close together count as of the last of them, so that there are few however many
  // come.
  struct Tries {
    Time first, last;
    std::int64_t count;
  };
  static constexpr Duration kTogether = 100ms;

  RetryBudgetPolicy policy_;
  std::deque<Tries> tries_;
  std::multiset<Time> retries_;
};

}  // namespace slots
