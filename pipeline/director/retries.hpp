// What this director tries again, kept within a budget for each place, and told to its operators.
#pragma once

#include <array>

#include "pipeline/env/env.hpp"
#include "pipeline/recovery/retry_budget.hpp"

namespace slots {

class Retries {
 public:
  Retries(Env& env, const RetryBudgetPolicy& policy);

  // Something is tried there for the first time.
  void tried(recovery::Place place);
  // For a decision at that place, now.
  recovery::Budget budget(recovery::Place place);
  // Counts it; what is tried again is charged to the budget, and an alert says that one is used up.
  void decided(const recovery::Decision& decision);
  // What the budget forbade is tried none the less, once it has room again.
  void promised(const recovery::Decision& decision);

 private:
  RetryBudget& of(recovery::Place place) { return budgets_[static_cast<std::size_t>(place)]; }

  Env& env_;
  std::array<RetryBudget, 5> budgets_;  // by place
};

}  // namespace slots
