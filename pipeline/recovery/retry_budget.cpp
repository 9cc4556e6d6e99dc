#include "pipeline/recovery/retry_budget.hpp"

#include <algorithm>

namespace slots {

void RetryBudget::tried(Time now) {
  if (tries_.empty() || now - tries_.back().first >= kTogether) tries_.push_back({now, now, 0});
  tries_.back().last = now;
  ++tries_.back().count;
}

void RetryBudget::retried(Time at) {
  retries_.insert(at);
}

recovery::Budget RetryBudget::at(Time now) {
  while (!tries_.empty() && now - tries_.front().last >= kWindow) tries_.pop_front();
  retries_.erase(retries_.begin(), retries_.upper_bound(now - kWindow));
  std::int64_t tries = 0;
  for (const Tries& each : tries_) tries += each.count;
  const auto by_share = static_cast<std::int64_t>(policy_.share * static_cast<double>(tries));
  recovery::Budget budget{.retries = static_cast<std::int64_t>(retries_.size()),
                          .allowed = std::max<std::int64_t>(policy_.at_least_a_minute, by_share)};
  if (budget.retries < budget.allowed) return budget;
  // Nothing is allowed at all: there is no room at any time that could be named.
  if (budget.allowed == 0) return {.retries = budget.retries, .allowed = 0, .room_in = kWindow};
  budget.room_in = *std::next(retries_.begin(), budget.retries - budget.allowed) + kWindow - now;
  return budget;
}

}  // namespace slots
