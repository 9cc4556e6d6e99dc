#include "pipeline/director/retries.hpp"

#include "pipeline/director/alert.hpp"

namespace slots {

Retries::Retries(Env& env, const RetryBudgetPolicy& policy)
    : env_(env),
      budgets_{RetryBudget(policy), RetryBudget(policy), RetryBudget(policy), RetryBudget(policy),
               RetryBudget(policy)} {}

void Retries::tried(recovery::Place place) {
  of(place).tried(env_.clock.now());
}

recovery::Budget Retries::budget(recovery::Place place) {
  return of(place).at(env_.clock.now());
}

void Retries::decided(const recovery::Decision& decision) {
  const std::string place(to_string(decision.place));
  env_.metrics.count(metrics::kDecisions,
                     {{"place", place}, {"answer", std::string(to_string(decision.why))}});
  if (decision.again()) of(decision.place).retried(env_.clock.now() + decision.delay);
  if (decision.why != recovery::Why::no_budget) return;
  alert(env_, "retry_budget_used_up",
        {{"place", place},
         {"retries_in_a_minute", decision.budget.retries},
         {"retries_allowed", decision.budget.allowed}});
}

void Retries::promised(const recovery::Decision& decision) {
  of(decision.place).retried(env_.clock.now() + decision.delay);
}

}  // namespace slots
